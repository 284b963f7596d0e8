"""What a service is sent by whoever wishes it ill: attacks on its readers, and odd HTTP, byte for byte."""

import base64
import gzip
import itertools
import random
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from survey_api.registering import NewDevice
from tests.survey_api.builders import interview

MARK = "should-not-be-told"  # stands in what is sent; no log and no answer may repeat it
B = "boundary"
_numbers = itertools.count()


@dataclass(frozen=True)
class Bad:
    """What is sent over one connection. ``unfinished``: the sender stops in the middle and hangs up."""

    sent: bytes
    unfinished: bool = False


def bad_inputs(device: NewDevice) -> dict[str, Bad]:
    """All of them, by name, from a device that may send."""
    sender = _Sender(device)
    groups = (_xml, _records, _names, _envelopes, _bodies, _methods, _addresses, _heads, _smuggled, _sessions)
    named = [pair for group in groups for pair in group(sender)]
    cases = {name: case if isinstance(case, Bad) else Bad(case) for name, case in named}
    assert len(cases) == len(named), "two bad inputs have one name"
    return cases


Cases = Iterator[tuple[str, bytes | Bad]]


class _Sender:
    """Builds requests of one device."""

    def __init__(self, device: NewDevice) -> None:
        secret = base64.b64encode(f"{device.device_id}:{device.token}".encode()).decode()
        self.auth = f"Authorization: Basic {secret}\r\n"

    def post(self, body: bytes, kind: str = f"multipart/form-data; boundary={B}", more: str = "") -> bytes:
        """A submission with this body."""
        head = (
            f"POST /openrosa/submission HTTP/1.1\r\nHost: survey\r\nConnection: close\r\n{self.auth}{more}"
            f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def xml(self, document: bytes | str) -> bytes:
        """A submission with this document in its envelope."""
        content = document if isinstance(document, bytes) else document.encode()
        return self.post(part("xml_submission_file", content) + END)

    def file(self, disposition: str, content: bytes = b"x") -> bytes:
        """A sound interview with a file whose part says this of itself."""
        disguised = f"--{B}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n".encode() + content + b"\r\n"
        return self.post(part("xml_submission_file", sound()) + disguised + END)


END = f"--{B}--\r\n".encode()


def sound() -> bytes:
    """An interview that is accepted, another one each time."""
    return interview(f"uuid:bad-{next(_numbers)}", **{"work/remark": MARK}).encode()


def part(name: str, content: bytes, more: str = "") -> bytes:
    """One part of an envelope."""
    head = f'--{B}\r\nContent-Disposition: form-data; name="{name}"; filename="a"\r\n{more}\r\n'
    return head.encode() + content + b"\r\n"


def get(address: str, more: str = "", method: str = "GET") -> bytes:
    """A request without a body."""
    return f"{method} {address} HTTP/1.1\r\nHost: survey\r\nConnection: close\r\n{more}\r\n".encode()


def _inside(content: str, head: str = "") -> str:
    return head + interview(f"uuid:bad-{next(_numbers)}").replace("<age>", f"{content}<age>")


def _attributes(pattern: str, count: int) -> str:
    return f"<a {' '.join(pattern.format(n) for n in range(count))}/>"


def _xml(sender: _Sender) -> Cases:
    doctypes = {
        "an entity from a file": '<!DOCTYPE data [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        "an entity from the network": '<!DOCTYPE data [<!ENTITY e SYSTEM "http://192.0.2.1/x">]>',
        "a parameter entity": '<!DOCTYPE data [<!ENTITY % p SYSTEM "http://192.0.2.1/x"> %p;]>',
        "an external definition": '<!DOCTYPE data SYSTEM "http://192.0.2.1/x.dtd">',
        "a billion laughs": "<!DOCTYPE data [<!ENTITY a0 'ha'>"
        + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
        + "]>",
        "a quadratic entity": f"<!DOCTYPE data [<!ENTITY e '{'x' * 50_000}'>]>",
        "an empty doctype": "<!DOCTYPE data>",
        "a notation": "<!DOCTYPE data [<!NOTATION n SYSTEM 'x'>]>",
    }
    yield from ((name, sender.xml(_inside("&e;&a9;", head))) for name, head in doctypes.items())
    doctype = "<!DOCTYPE data [<!ENTITY e 'x'>]>"
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037"):
        yield f"a doctype in {encoding}", sender.xml((doctype + interview()).encode(encoding))
    for encoding in ("utf-16", "iso-8859-1", "utf-7", "ebcdic-cp-us", "no-such-thing"):
        yield f"{encoding} is announced", sender.xml(_inside("", f'<?xml version="1.0" encoding="{encoding}"?>'))
    yield "depth 300", sender.xml(_inside("<a>" * 300 + "</a>" * 300))
    yield "depth 100,000", sender.xml(_inside("<a>" * 100_000 + "</a>" * 100_000))
    yield "33 attributes", sender.xml(_inside(_attributes("a{}=''", 33)))
    yield "100,000 attributes", sender.xml(_inside(_attributes("a{}=''", 100_000)))
    yield "20,000 namespaces", sender.xml(_inside(_attributes("xmlns:n{}='u'", 20_000)))
    yield "a text of 300 kB", sender.xml(_inside("x" * 300_000))
    yield "an attribute of 300 kB", sender.xml(_inside(f'<a b="{"x" * 300_000}"/>'))
    yield "a text of 11 MB", sender.xml(_inside("x" * 11_000_000))
    yield "100,000 elements", sender.xml(_inside("<b/>" * 100_000))
    yield "a name of 100 kB", sender.xml(_inside(f"<{'a' * 100_000}/>"))
    yield "a character data section of 300 kB", sender.xml(_inside(f"<a><![CDATA[{'x' * 300_000}]]></a>"))
    yield "a comment of 1 MB", sender.xml(_inside(f"<!--{'x' * 1_000_000}-->"))
    broken = {
        "a zero byte": _inside("\0"),
        "a zero byte first": "\0" + interview(),
        "a reference to zero": _inside("&#0;"),
        "a reference to a surrogate": _inside("&#xD800;"),
        "a reference beyond Unicode": _inside("&#x110000;"),
        "an unknown entity": _inside("&nbsp;"),
        "an unclosed comment": _inside("<!-- "),
        "an unclosed character data section": _inside("<![CDATA[ "),
        "a processing instruction": _inside("<?php echo 1 ?>"),
        "a style sheet": _inside("", '<?xml-stylesheet href="http://192.0.2.1/x"?>'),
        "version 1.1": _inside("", '<?xml version="1.1"?>'),
        "two roots": interview() * 2,
        "something after the end": interview() + "<",
        "an attribute twice": _inside('<a b="" b=""/>'),
        "an unknown prefix": _inside("<n:a/>"),
        "an inclusion": _inside('<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>'),
        "nothing": "",
        "white space": " \n" * 100,
        "a byte order mark": "\ufeff",
        "a page": f"<html><body>{MARK}</body></html>",
        "JSON": f'{{"a": "{MARK}"}}',
    }
    yield from ((name, sender.xml(document)) for name, document in broken.items())
    yield "half a character", sender.xml(interview().encode() + b"\xc3")
    yield "a surrogate in UTF-8", sender.xml(_inside("<a>@</a>").encode().replace(b"@", b"\xed\xa0\x80"))
    yield "an overlong slash", sender.xml(_inside("<a>@</a>").encode().replace(b"@", b"\xc0\xaf"))
    yield "compressed XML", sender.xml(gzip.compress(interview().encode()))
    yield "noise", sender.xml(random.Random(1).randbytes(100_000))  # noqa: S311 (noise that can be repeated)
    yield "a picture", sender.xml(b"\x89PNG\r\n\x1a\n" + bytes(1000))


def _records(sender: _Sender) -> Cases:
    usual = interview("uuid:@").replace("uuid:@", "@")
    identifiers = {
        "300 characters": "x" * 300,
        "100 kB": "x" * 100_000,
        "a tabulator": "a&#9;b",
        "a line break": "a&#10;b",
        "a right-to-left override": "a\u202eb",
        "a quote and a statement": "x'); DROP TABLE submission; --",
        "a path": "../../etc/passwd",
        "a zero width joiner": "a\u200db",
        "a character of a private plane": "a\U0010ffffb",
        "white space alone": "   ",
    }
    for words, instance in identifiers.items():
        yield f"an identifier: {words}", sender.xml(usual.replace("@", instance))
        yield f"a name of a form: {words}", sender.xml(_inside("").replace('id="interview"', f'id="{instance}"'))
        yield f"a version: {words}", sender.xml(_inside("").replace('version="7"', f'version="{instance}"'))
        yield f"a replaced record: {words}", sender.xml(interview(f"uuid:r{words}", replaces=instance))
        yield f"a case: {words}", sender.xml(_inside("").replace("A-1-01", instance).replace("A-1", instance))
    yield "no form", sender.xml(interview().replace('id="interview"', ""))
    yield "no identifier", sender.xml(usual.replace("<instanceID>@</instanceID>", ""))
    yield "two identifiers", sender.xml(usual.replace("@", "uuid:a</instanceID><instanceID>uuid:b"))
    yield "a record that replaces itself", sender.xml(interview("uuid:self", replaces="uuid:self"))
    yield "an unknown name space", sender.xml(interview().replace("<data ", '<data xmlns="urn:x" '))
    yield "lots of numbers", sender.xml(interview("uuid:numbers", age="9" * 100_000))
    yield "a date of no calendar", sender.xml(interview("uuid:date", start="99999-99-99T99:99:99.999+99:99"))


def _names(sender: _Sender) -> Cases:
    names = {
        "a way up": "../../x.jpg",
        "a way up in backslashes": "..\\\\..\\\\x.jpg",
        "a drive": "C:\\\\x.jpg",
        "a root": "/etc/passwd",
        "300 characters": "x" * 300 + ".jpg",
        "a right-to-left override": "a\u202egpj.exe",
        "a dot": ".",
        "two dots": "..",
        "a hidden file": ".htaccess",
        "nothing": "",
        "white space": " ",
        "a zero byte": "a\0.jpg",
        "a colon": "a:b",
        "a line feed in percent": "a%0Ab",
        "a star": "*",
    }
    for words, name in names.items():
        yield f"a file called {words}", sender.file(f'name="{name}"; filename="{name}"')
    yield "a file called otherwise", sender.file('name="a.jpg"; filename="../../b.jpg"')
    yield "an extended name", sender.file("name*=utf-8''..%2f..%2fx; filename*=utf-8''..%2fx")
    yield "both kinds of name", sender.file('name="a.jpg"; name*=utf-8\'\'b.jpg; filename="a"')
    yield "a name in pieces", sender.file('name*0="a"; name*1="/b"; filename="a"')
    yield "a name without an end", sender.file('name="a.jpg; filename="a"')
    yield "no name", sender.file('filename="a.jpg"')
    yield "names without values", sender.file("name; filename")
    yield "a name that is not UTF-8", sender.file('name="@"; filename="a"').replace(b"@", b"\xff")
    yield "a part that is nothing", sender.file("")


def _envelopes(sender: _Sender) -> Cases:
    one = part("xml_submission_file", sound())
    kinds = {
        "no boundary": "multipart/form-data",
        "an empty boundary": 'multipart/form-data; boundary=""',
        "a boundary of 201 bytes": f"multipart/form-data; boundary={'b' * 201}",
        "another boundary": "multipart/form-data; boundary=other",
        "two boundaries": f"multipart/form-data; boundary=x; boundary={B}",
        "a mixed envelope": f"multipart/mixed; boundary={B}",
        "a form": "application/x-www-form-urlencoded",
        "plain text": "text/plain",
        "XML without an envelope": "text/xml",
        "a kind of nothing": ";;;=;",
        "a kind of 10 kB": "multipart/form-data; x=" + "y" * 10_000,
    }
    yield from ((f"envelope: {name}", sender.post(one + END, kind)) for name, kind in kinds.items())
    bodies = {
        "empty": b"",
        "only its end": END,
        "without its end": one,
        "without line ends": one.replace(b"\r\n", b"") + END,
        "with line feeds alone": (one + END).replace(b"\r\n", b"\n"),
        "10,000 parts": b"".join(part(f"f{n}", b"") for n in range(10_000)) + END,
        "103 parts": one + b"".join(part(f"f{n}", b"") for n in range(103)) + END,
        "two submissions": one + part("xml_submission_file", sound()) + END,
        "no submission": part("other", b"x") + END,
        "a header of 9 kB": part("xml_submission_file", sound(), f"X-Long: {'x' * 9_000}\r\n") + END,
        "a header of 1 MB": part("xml_submission_file", sound(), f"X-Long: {'x' * 1_000_000}\r\n") + END,
        "10,000 headers": part("xml_submission_file", sound(), "X-A: b\r\n" * 10_000) + END,
        "a header without a colon": part("xml_submission_file", sound(), "nonsense\r\n") + END,
        "a part in base 64": part(
            "xml_submission_file", base64.b64encode(sound()), "Content-Transfer-Encoding: base64\r\n"
        )
        + END,
        "a part that claims to be compressed": part(
            "xml_submission_file", gzip.compress(sound()), "Content-Encoding: gzip\r\n"
        )
        + END,
        "an envelope in an envelope": part("xml_submission_file", one + END) + END,
        "words before": b"x" * 100_000 + b"\r\n" + one + END,
        "words after": one + END + b"x" * 100_000,
        "only dashes": b"-" * 100_000,
        "a boundary that begins and begins": (f"--{B}"[:-1] + "\r\n").encode() * 10_000 + END,
        "a field of 5 MB that is no file": b'--boundary\r\nContent-Disposition: form-data; name="x"\r\n\r\n'
        + b"x" * 5_000_000
        + b"\r\n"
        + END,
        "a zero byte in a header": part("xml_submission_file", sound(), "X-A: \0\r\n") + END,
    }
    yield from ((f"body: {name}", sender.post(body)) for name, body in bodies.items())


def _bodies(sender: _Sender) -> Cases:
    whole = part("xml_submission_file", sound()) + END
    for coding in ("gzip", "deflate", "br", "zstd", "gzip, identity", "nonsense"):
        yield f"compressed: {coding}", sender.post(zlib.compress(whole), more=f"Content-Encoding: {coding}\r\n")
    yield "a bomb", sender.post(gzip.compress(bytes(20_000_000)), more="Content-Encoding: gzip\r\n")
    head = sender.post(b"").partition(b"Content-Length")[0]
    yield "more is announced than is allowed", head + b"Content-Length: 999999999999\r\n\r\n"
    yield "more is announced than comes", Bad(head + b"Content-Length: 100000\r\n\r\n" + whole, unfinished=True)
    yield "less is announced than comes", head + b"Content-Length: 10\r\n\r\n" + whole
    for words in ("-1", "abc", "1e3", "+5", "0x10", "", "9" * 400, "5, 5"):
        yield f"a length of {words[:9] or 'nothing'}", head + f"Content-Length: {words}\r\n\r\n".encode() + whole
    chunked = head + b"Transfer-Encoding: chunked\r\n\r\n"
    yield "in pieces, as allowed", chunked + f"{len(whole):x}\r\n".encode() + whole + b"\r\n0\r\n\r\n"
    for words in ("-5", "xyz", "f" * 30, "5;" + "x" * 70_000, "5\n", " 5"):
        yield f"a piece of size {words[:9]!r}", chunked + words.encode() + b"\r\nhello\r\n0\r\n\r\n"
    yield "pieces without an end", Bad(chunked + b"5\r\nhello\r\n", unfinished=True)
    yield "100,000 pieces of a byte", chunked + b"1\r\n-\r\n" * 100_000 + b"0\r\n\r\n"
    trailer = b"0\r\nAuthorization: Basic x\r\nX: " + b"y" * 70_000 + b"\r\n\r\n"
    yield "a trailer of 70 kB", chunked + trailer
    yield "nothing after the head", Bad(head + b"Content-Length: 1000\r\n\r\n", unfinished=True)


def _methods(sender: _Sender) -> Cases:
    for method in ("TRACE", "OPTIONS", "PUT", "DELETE", "PATCH", "PROPFIND", "CONNECT", "BREW", "get", "X" * 5_000):
        yield f"method {method[:9]}", get("/openrosa/submission", sender.auth, method)
    yield "TRACE with a secret", get("/", f"Cookie: amem_session={MARK}\r\n", "TRACE")
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        yield f"a method in {name}", get("/openrosa/submission", f"{sender.auth}{name}: POST\r\n")
    for version in ("0.9", "1.0", "2.0", "3.0", "1.1.1", "x", "-1.1", "11"):
        yield f"version {version}", f"GET /livez HTTP/{version}\r\nHost: survey\r\n\r\n".encode()
    yield "no version", Bad(b"GET /livez\r\n\r\n")
    yield "the first words of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(50)
    yield "the first words of TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(506)
    yield "noise instead of HTTP", random.Random(2).randbytes(5_000)  # noqa: S311 (noise that can be repeated)
    yield "nothing at all", Bad(b"", unfinished=True)
    yield "empty lines alone", Bad(b"\r\n" * 5_000, unfinished=True)
    yield "half a head", Bad(b"GET / HTTP/1.1\r\nHost: sur", unfinished=True)


def _addresses(sender: _Sender) -> Cases:
    addresses = {
        "a way out of the static files": "/static/../../../../etc/passwd",
        "a coded way out": "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "a way out coded twice": "/static/%252e%252e/%252e%252e/etc/passwd",
        "a way out in backslashes": "/static/..\\..\\..\\etc\\passwd",
        "a way out of the pages": "/static/pages/..%2f..%2f..%2fserving.py",
        "a zero byte": "/static/%00",
        "not UTF-8": "/static/%ff%fe",
        "half a code": "/static/%",
        "a name of 5,000 characters": "/static/" + "a" * 5_000,
        "100 kB": "/" + "a" * 100_000,
        "10,000 parameters": "/login?" + "&".join(f"a{n}=1" for n in range(5_000)),
        "two slashes": "//evil.example/",
        "a redirection": "/login?next=//evil.example",
        "a whole address": "http://evil.example/login",
        "a star": "*",
        "nothing": "",
        "white space": "/ x",
        "bytes beyond ASCII": "/été",
        "the description": "/openapi.json",
        "the console": "/docs",
        "a folder of versions": "/.git/config",
        "somebody's device": "/devices/1/settings",
        "a form that is a path": "/openrosa/forms/../../etc/passwd/7.xml",
        "a form of coded slashes": "/openrosa/forms/..%2f..%2fetc/7.xml",
        "a version of zero bytes": "/openrosa/forms/visit/%00.xml",
        "a media file that is a path": "/openrosa/forms/visit/7/media/..%2f..%2fx",
        "the report's parent": "/report/../service/database.key",
        "the report's parent, coded": "/report/%2e%2e/service/database.key",
    }
    yield from ((f"address: {words}", get(address, sender.auth)) for words, address in addresses.items())
    yield "address: a control character", b"GET /\x01 HTTP/1.1\r\nHost: s\r\nConnection: close\r\n\r\n"


def _heads(sender: _Sender) -> Cases:
    headers = {
        "two hosts": "Host: other\r\n",
        "a host of nonsense": "Host: <script>\r\n",
        "a header of 100 kB": f"X-Long: {'x' * 100_000}\r\n",
        "a name of 100 kB": f"{'x' * 100_000}: y\r\n",
        "1,000 headers": "".join(f"X-{n}: y\r\n" for n in range(1_000)),
        "a cookie of 60 kB": f"Cookie: a={'x' * 60_000}\r\n",
        "1,000 cookies": f"Cookie: {'; '.join(f'a{n}=b' for n in range(1_000))}\r\n",
        "no colon": "nonsense\r\n",
        "a zero byte": "X-A: \0\r\n",
        "a name with a blank": "X A: b\r\n",
        "a blank before the colon": "Content-Type : x\r\n",
        "a folded header": "X-A: b\r\n c\r\n",
        "a bare carriage return": "X-A: b\rX-C: d\r\n",
        "bytes beyond ASCII": "X-A: é\r\n",
        "an empty name": ": x\r\n",
        "1,000 ranges": f"Range: bytes={','.join(f'{n}-{n}' for n in range(1_000))}\r\n",
        "a range of nonsense": "Range: bytes=9-1\r\n",
        "an odd expectation": "Expect: everything\r\n",
        "another protocol": "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n",
        "HTTP/2 in clear": "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n",
        "somebody else's address": "X-Forwarded-For: 127.0.0.1\r\nX-Real-IP: 127.0.0.1\r\nForwarded: for=127.0.0.1\r\n",
        "somebody else's host": "X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: javascript\r\n",
        "languages without end": f"Accept-Language: {','.join(['x' * 8] * 5_000)}\r\n",
        "a language of nonsense": "Accept-Language: ;;q=nan,,;q=\r\n",
        "kinds of nonsense": "Accept: ;;/;q=inf\r\n",
    }
    for words, header in headers.items():
        yield f"head: {words}", get("/login", header)
        yield f"head of a tablet: {words}", get("/openrosa/formList", sender.auth + header)
    yield "head: line feeds alone", b"GET /livez HTTP/1.1\nHost: s\nConnection: close\n\n"
    yield "head: no host", b"GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n"
    whole = part("xml_submission_file", sound()) + END
    yield "head: asked to go on", sender.post(whole, more="Expect: 100-continue\r\n")


def _smuggled(sender: _Sender) -> Cases:
    inner = get("/account")
    head = f"POST /openrosa/submission HTTP/1.1\r\nHost: survey\r\n{sender.auth}Content-Type: text/plain\r\n"
    both = "Content-Length: {length}\r\nTransfer-Encoding: {coding}\r\n\r\n"
    for coding in (
        "chunked",
        " chunked",
        "xchunked",
        "chunked, identity",
        "identity, chunked",
        "\x0bchunked",
        "Chunked",
    ):
        words = head + both.format(length=5 + len(inner), coding=coding)
        yield f"smuggled: a length and {coding!r}", words.encode() + b"0\r\n\r\n" + inner
    yield (
        "smuggled: two lengths",
        (head + f"Content-Length: 0\r\nContent-Length: {len(inner)}\r\n\r\n").encode() + inner,
    )
    twice = "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n"
    yield "smuggled: two codings", (head + twice).encode() + b"0\r\n\r\n" + inner
    hidden = "Transfer-Encoding:\n chunked\r\nContent-Length: 4\r\n\r\n"
    yield "smuggled: a folded coding", (head + hidden).encode() + b"0\r\n\r\n" + inner
    yield "smuggled: in a header", get(f"/login?a=b HTTP/1.1\r\nX: {MARK}\r\n\r\n{inner.decode()}")
    yield "smuggled: a body on GET", get("/livez", f"Content-Length: {len(inner)}\r\n") + inner


def _sessions(_: _Sender) -> Cases:
    credentials = {
        "60 kB": "Basic " + base64.b64encode(b"x" * 40_000).decode(),
        "bytes of no alphabet": "Basic " + base64.b64encode(b"\xff\xfe:x").decode(),
        "a name in Arabic": "Basic " + base64.b64encode("لوحة:x".encode()).decode(),
        "a zero byte": "Basic " + base64.b64encode(b"a\0b:x").decode(),
        "no colon": "Basic " + base64.b64encode(b"abc").decode(),
        "another scheme": "Negotiate YII=",
        "nothing": "",
        "a statement": "Basic " + base64.b64encode(b"' OR 1=1 --:x").decode(),
    }
    for words, value in credentials.items():
        yield f"credentials: {words}", get("/openrosa/formList", f"Authorization: {value}\r\n")
    for words, value in {"nonsense": "x", "10 kB": "x" * 10_000, "a zero byte": "a%00", "quotes": '"\\"'}.items():
        yield f"session: {words}", get("/account", f"Cookie: amem_session={value}\r\n")
    form = "Content-Type: application/x-www-form-urlencoded\r\n"

    def posted(address: str, body: str, kind: str = form) -> bytes:
        return get(address, f"{kind}Content-Length: {len(body)}\r\n", "POST") + body.encode()

    bodies = {
        "no token": f"login=a&password={MARK}",
        "a token of somebody": f"login=a&password=b&form_token={MARK}",
        "more than is asked": "login=a&password=b&form_token=c&role=administrator&enrolling=0",
        "a name twice": "login=a&login=b&password=c&form_token=d",
        "1 MB": "login=" + "a" * 1_000_000,
        "10,000 fields": "&".join(f"a{n}=b" for n in range(10_000)),
        "bad codes": "login=%ff%zz%&password=%00&form_token=%",
        "nothing": "",
    }
    for words, body in bodies.items():
        yield f"signing in: {words}", posted("/login", body)
        yield f"a password: {words}", posted("/account/password", body)
    yield "signing in: JSON", posted("/login", '{"login": {"$ne": ""}}', "Content-Type: application/json\r\n")
    kind = f"Content-Type: multipart/form-data; boundary={B}\r\n"
    many = "".join(f'--{B}\r\nContent-Disposition: form-data; name="f{n}"\r\n\r\nx\r\n' for n in range(5_000))
    yield "signing in: 5,000 parts", posted("/login", many + f"--{B}--\r\n", kind)
    yield "signing in: a broken envelope", posted("/login", "--x\r\n", kind)
