"""What expressions give, as JavaRosa gave it: one line each, ``expression -> value``, values by repeat instance.

``OUTSIDE`` stands outside repeats, ``IN_REPEAT`` in ``/data/r`` (three instances), ``IN_NESTED`` in ``/data/r/s``.
"""

from xml.sax.saxutils import quoteattr

from questionnaires.records import Record, read_record
from tests.questionnaires.builders import xform

OUTSIDE = r"""
1 div 3                                                                            -> 0.3333333333333333
12345678.5                                                                         -> 1.23456785E7
1.5                                                                                -> 1.5
0.0001                                                                             -> 1.0E-4
100000000000                                                                       -> 100000000000
1 div 0                                                                            -> Infinity
-1 div 0                                                                           -> -Infinity
0 div 0                                                                            ->
'' + 1                                                                             ->
number('')                                                                         ->
number(' 5 ')                                                                      -> 5
number('1e3')                                                                      ->
number('+5')                                                                       ->
number('5.')                                                                       -> 5
number('.5')                                                                       -> 0.5
number('abc')                                                                      ->
'' = 0                                                                             -> 0
'' < 1                                                                             -> 0
'1' = 1                                                                            -> 1
'1.0' = '1'                                                                        -> 0
'01' = 1                                                                           -> 1
true() = 'x'                                                                       -> 1
true() = 1                                                                         -> 1
true() = ''                                                                        -> 0
true() + 1                                                                         -> 2
string(true())                                                                     -> true
string(1.10)                                                                       -> 1.1
string(1.0)                                                                        -> 1
string(-0.0)                                                                       -> 0
boolean('')                                                                        -> 0
boolean('false')                                                                   -> 1
boolean(0)                                                                         -> 0
boolean(number('x'))                                                               -> 0
round(2.5)                                                                         -> 3
round(-2.5)                                                                        -> -2
round(1.2345, 2)                                                                   -> 1.23
round(1.235, 2)                                                                    -> 1.24
round(-1.5)                                                                        -> -1
round(12345, -2)                                                                   -> 12300
round(0.5)                                                                         -> 1
round('')                                                                          ->
int(2.9)                                                                           -> 2
int(-2.9)                                                                          -> -2
int('')                                                                            ->
int('12.7')                                                                        -> 12
int('abc')                                                                         ->
5 mod 3                                                                            -> 2
-5 mod 3                                                                           -> -2
5.5 mod 2                                                                          -> 1.5
5 mod 0                                                                            ->
pow(2, 10)                                                                         -> 1024
abs(-3)                                                                            -> 3
min(1, 2, '')                                                                      -> 1
max(1, '5')                                                                        -> 5
min('')                                                                            ->
if(true(), 1, 2)                                                                   -> 1
if('', 1, 2)                                                                       -> 2
if(0, 1, 'x')                                                                      -> x
coalesce('', 'b')                                                                  -> b
coalesce(1, 2)                                                                     -> 1
coalesce('', '')                                                                   ->
concat('a', 1, true(), 1.5)                                                        -> a1true1.5
selected('1 2 3', '2')                                                             -> 1
selected('', '')                                                                   -> 1
selected('12', '1')                                                                -> 0
selected('a  b', '')                                                               -> 1
count-selected('1 2  3')                                                           -> 3
count-selected('')                                                                 -> 0
count-selected('  a ')                                                             -> 1
selected-at('a b c', 1)                                                            -> b
selected-at('a b c', 5)                                                            ->
selected-at('a b c', -1)                                                           ->
selected-at('a b c', '1')                                                          -> b
regex('abc', 'b')                                                                  -> 0
regex('abc', 'a.c')                                                                -> 1
regex('ab', '^a|b$')                                                               -> 0
regex(12, '[0-9]+')                                                                -> 1
string-length('abc')                                                               -> 3
string-length('')                                                                  -> 0
string-length(12)                                                                  -> 2
substr('hello', 1, 3)                                                              -> el
substr('hello', -2)                                                                -> lo
substr('hello', 2)                                                                 -> llo
substr('hello', 3, 2)                                                              ->
substr('hello', 3, 99)                                                             -> lo
substring-before('a-b', '-')                                                       -> a
substring-after('a-b', '-')                                                        -> b
contains('abc', 'bc')                                                              -> 1
contains('abc', '')                                                                -> 1
starts-with('abc', 'ab')                                                           -> 1
ends-with('abc', 'bc')                                                             -> 1
normalize-space('  a   b ')                                                        -> a b
translate('abc', 'ab', 'x')                                                        -> xc
date('2026-11-23')                                                                 -> 2026-11-23T00:00:00.000+01:00
date('2026-11-23T10:00:00.000+01:00')                                              -> 2026-11-23T10:00:00.000+01:00
date('')                                                                           ->
date(20000)                                                                        -> 2024-10-04T00:00:00.000+01:00
date(20000.7)                                                                      -> 2024-10-04T00:00:00.000+01:00
number(date('2026-11-23'))                                                         -> 20780
date('2026-11-23') + 1                                                             -> 20781
date('2026-11-23') < date('2026-11-24')                                            -> 1
date('2026-11-23') = '2026-11-23'                                                  -> 1
date('2026-11-23') = 20780                                                         -> 1
'2026-11-23' < '2026-11-24'                                                        -> 0
string(date('2026-11-23'))                                                         -> 2026-11-23
decimal-date-time('2026-11-23')                                                    -> 20779.958333333332
decimal-date-time('2026-11-23T12:00:00.000+01:00')                                 -> 20780.458333333332
decimal-time('2026-11-23T12:00:00.000+01:00')                                      -> 0.5
date-time('2026-11-23T12:00:00.000+01:00')                                         -> 2026-11-23T12:00:00.000+01:00
string(date-time('2026-11-23T12:00:00.000+01:00'))                                 -> 2026-11-23
date-time(20000.5)                                                                 -> 2024-10-04T13:00:00.000+01:00
date(20000) = date('2024-10-04')                                                   -> 1
format-date('2026-11-03', '%d/%m/%Y')                                              -> 03/11/2026
format-date('', '%d')                                                              ->
format-date(20780, '%d/%m/%Y')                                                     -> 23/11/2026
format-date-time('2026-11-03T09:05:07.123+01:00', '%H:%h:%M:%S:%3 %a %b %e')       -> 09:9:05:07:123 Tue Nov 3
date(number('20780'))                                                              -> 2026-11-23T00:00:00.000+01:00
true()                                                                             -> 1
not('')                                                                            -> 1
not(1)                                                                             -> 0
1 and ''                                                                           -> 0
1 or 0                                                                             -> 1
'a' = 'A'                                                                          -> 0
boolean-from-string('1')                                                           -> 1
boolean-from-string('true')                                                        -> 1
boolean-from-string('yes')                                                         -> 0
join(' ', 'a', 'b')                                                                -> a b
exp(1)                                                                             -> 2.718281828459045
sqrt(-1)                                                                           ->
log10(100)                                                                         -> 2
pi()                                                                               -> 3.141592653589793
'a' < 'b'                                                                          -> 0
5 > '3'                                                                            -> 1
1 = 1.0000000000001                                                                -> 1
0.1 + 0.2 = 0.3                                                                    -> 1
- '3'                                                                              -> -3
-('x')                                                                             ->
string(0.1 + 0.2)                                                                  -> 0.30000000000000004
string(1 div 3 * 1000000000)                                                       -> 3.333333333333333E8
string(123456789012)                                                               -> 1.23456789012E11
string(1234567890.125)                                                             -> 1.234567890125E9
string(2147483648)                                                                 -> 2.147483648E9
date('2026-1-3')                                                                   -> 2026-01-03T00:00:00.000+01:00
int(7 div 2)                                                                       -> 3
normalize-space(1)                                                                 -> 1
concat()                                                                           ->
sum(/data/r/n)                                                                     -> 6
sum(/data/r/m)                                                                     -> 40
count(/data/r)                                                                     -> 3
count(/data/r/n)                                                                   -> 3
count-non-empty(/data/r/m)                                                         -> 2
min(/data/r/n)                                                                     -> 1
max(/data/r/m)                                                                     -> 30
min(/data/none/x)                                                                  ->
sum(/data/none/x)                                                                  -> 0
count(/data/none)                                                                  -> 0
join(',', /data/r/n)                                                               -> 1,2,3
sum(/data/r[n > 1]/n)                                                              -> 5
count(/data/r[n > 1 and m = ''])                                                   -> 1
indexed-repeat(/data/r/n, /data/r, 2)                                              -> 2
indexed-repeat(/data/r/n, /data/r, 9)                                              ->
count(/data/r/s)                                                                   -> 5
sum(/data/r/s/k)                                                                   -> 15
/data/d + 1                                                                        -> 20781
/data/d                                                                            -> 2026-11-23T00:00:00.000+01:00
string(/data/d)                                                                    -> 2026-11-23
/data/dt                                                                           -> 2026-11-23T10:30:00.000+01:00
/data/dt > /data/d                                                                 -> 0
/data/dt = /data/d                                                                 -> 1
format-date-time(/data/dt, '%Y-%m-%d %H:%M')                                       -> 2026-11-23 10:30
decimal-date-time(/data/dt)                                                        -> 20780.395833333332
decimal-date-time(/data/d)                                                         -> 20779.958333333332
int(/data/i) + /data/t                                                             -> 12
/data/t = 7                                                                        -> 1
/data/t = '7'                                                                      -> 1
/data/i = '5'                                                                      -> 1
/data/i = 5                                                                        -> 1
/data/dec = '2.50'                                                                 -> 1
/data/dec * 2                                                                      -> 5
1 = 1                                                                              -> 1
if(/data/i > 3, 'yes', 'no')                                                       -> yes
/data/i > 3                                                                        -> 1
not(/data/empty)                                                                   -> 1
/data/empty = ''                                                                   -> 1
/data/empty + 1                                                                    ->
/data/empty < 1                                                                    -> 0
/data/empty != 5                                                                   -> 1
boolean(/data/empty)                                                               -> 0
string-length(/data/i)                                                             -> 1
string-length(/data/dec)                                                           -> 3
concat(/data/i, /data/dec, /data/d)                                                -> 52.52026-11-23
selected(/data/multi, 'b')                                                         -> 1
count-selected(/data/multi)                                                        -> 2
selected-at(/data/multi, 1)                                                        -> b
/data/multi                                                                        -> a b
coalesce(/data/empty, /data/i)                                                     -> 5
/data/nr                                                                           ->
/data/nr = ''                                                                      -> 1
/data/bool                                                                         -> 1
/data/bool = 'true'                                                                -> 1
/data/bool = true()                                                                -> 1
if(/data/bool, 1, 2)                                                               -> 1
/data/g                                                                            ->
count(/data/g/x)                                                                   -> 1
regex(/data/i, '[0-9]')                                                            -> 1
substr(/data/i, 0, 1)                                                              -> 5
10 div 4                                                                           -> 2.5
7 mod 2                                                                            -> 1
round(2.567, 1)                                                                    -> 2.6
number(/data/t)                                                                    -> 7
jr:choice-name(/data/c, '/data/c')                                                 -> Lb
instance('L')/root/item[name = 'a']/x                                              -> 1
instance('L')/root/item[x = /data/i]/name                                          -> c
count(instance('L')/root/item[x > 1])                                              -> 2
once('k')                                                                          -> k
/data/c = 'a'                                                                      -> 0
date('2026-01-31') - date('2026-01-01')                                            -> 30
date(/data/d + 10)                                                                 -> 2026-12-03T00:00:00.000+01:00
if(true(), /data/d, '')                                                            -> 2026-11-23T00:00:00.000+01:00
/data/i * 1000000 * 1000000                                                        -> 5000000000000
0.1 * 3                                                                            -> 0.30000000000000004
100 div 3 * 1000000                                                                -> 3.3333333333333336E7
-/data/i                                                                           -> -5
sum(/data/r/q)                                                                     -> 50
max(/data/r/q)                                                                     -> 30
min(/data/d, 3)                                                                    -> 3
concat(/data/r[n=1]/n,'x')                                                         -> 1x
date('2026-03-29T00:30:00.000+01:00')                                              -> 2026-03-29T00:30:00.000+01:00
boolean-from-string(/data/bool)                                                    -> 1
/data/r[n = 2]/n                                                                   -> 2
instance('L')/root/item[position() = 2]/name                                       -> b
max(-8, -9)                                                                        -> 0
max(-3, 'x')                                                                       -> 0
min(3, 'x')                                                                        -> 3
coalesce(number(''), 'b')                                                          -> b
pow(1, number('x'))                                                                ->
pow(0, -5)                                                                         -> Infinity
date(-0.5)                                                                         -> 1970-01-01T00:00:00.000+01:00
string(date(number('')))                                                           -> NaN
checklist(1, 2, 1, 1)                                                              -> 1
checklist(-1, 1, 1, 1)                                                             -> 0
checklist(2, -1, 1, 0, 1)                                                          -> 1
checklist(1, 2, 'a', '')                                                           -> 1
weighted-checklist(1, 2, 1, 1)                                                     -> 1
weighted-checklist(3, -1, 1, 2, 1, 1)                                              -> 0
weighted-checklist(-1, 2, 1, 2, 1, 1)                                              -> 0
is-selected('a b', 'a')                                                            -> 1
sin(1)                                                                             -> 0.8414709848078965
cos(1)                                                                             -> 0.5403023058681398
tan(1)                                                                             -> 1.5574077246549023
asin(1)                                                                            -> 1.5707963267948966
asin(2)                                                                            ->
acos(0.5)                                                                          -> 1.0471975511965979
atan(1)                                                                            -> 0.7853981633974483
atan2(1, 2)                                                                        -> 0.4636476090008061
exp10(2)                                                                           -> 100
digest('a', 'MD5')                                                                 -> DMF1ucDxtqgxw5niaXcmYQ==
digest('a', 'MD5', 'hex')                                                          -> 0cc175b9c0f1b6a831c399e269772661
base64-decode('YQ==')                                                              -> a
base64-decode('w6k=')                                                              -> é
base64-decode('!')                                                                 ->
distance('36.8 10.18 0 0; 36.9 10.2 0 0')                                          -> 11273.545377115284
distance('36.8 10.18 0 0', '36.9 10.2 0 0', '35 10')                               -> 223545.691366332
distance('36.8 10.18')                                                             -> 0
distance('')                                                                       -> 0
area(/data/t)                                                                      -> 0
area(/data/empty)                                                                  -> 0
geofence('36.8 10.18 0 0', /data/t)                                                -> 0
geofence('', /data/empty)                                                          -> 0
version()                                                                          -> 1
depend(1, 2)                                                                       -> 1
string-length(uuid(5))                                                             -> 5
weighted-checklist(1, 2, /data/r/n, /data/r/m)                                     -> 0
checklist(1, 2, /data/r/q)                                                         -> 1
count(randomize(instance('L')/root/item))                                          -> 3
round('2.5')                                                                       -> 3
round(2.5, '1')                                                                    -> 2.5
int(-0.5)                                                                          -> 0
number(true())                                                                     -> 1
'a' + 1                                                                            ->
join(',')                                                                          ->
max()                                                                              ->
min()                                                                              ->
selected(/data/multi, 'a b')                                                       -> 1
substr('abc', 1.5)                                                                 -> bc
translate('abc', 'abc', '')                                                        ->
translate('aab', 'ab', 'xyz')                                                      -> xxy
substring-before('abc', '')                                                        ->
substring-after('abc', '')                                                         -> abc
string-length(' a ')                                                               -> 3
date-time('2026-11-23')                                                            -> 2026-11-23T00:00:00.000+01:00
decimal-time('2026-11-23')                                                         -> 0
decimal-time('')                                                                   ->
decimal-date-time('')                                                              ->
count-non-empty(/data/r/q)                                                         -> 2
max(/data/none/x)                                                                  ->
/data/none/x                                                                       ->
/data/none/x = ''                                                                  -> 1
boolean-from-string(1)                                                             -> 1
boolean-from-string('TRUE')                                                        -> 1
true() + true()                                                                    -> 2
-true()                                                                            -> -1
not(not(/data/i))                                                                  -> 1
1 < 2 < 3                                                                          -> 1
3 > 2 > 1                                                                          -> 0
1 = 1 = 1                                                                          -> 1
2 - - 2                                                                            -> 4
10 mod 3.5                                                                         -> 3
-7 mod 3                                                                           -> -1
1 div 3 * 3 = 1                                                                    -> 1
string(1 div 3)                                                                    -> 0.3333333333333333
0.1                                                                                -> 0.1
.5                                                                                 -> 0.5
100000000000000000000                                                              -> 1.0E20
1234567890                                                                         -> 1234567890
123456789.5                                                                        -> 1.234567895E8
0.00001                                                                            -> 1.0E-5
-0                                                                                 -> 0
string(/data/dt)                                                                   -> 2026-11-23
/data/d = '2026-11-23'                                                             -> 1
/data/d > '2026-11-22'                                                             -> 0
/data/dt > '2026-11-22'                                                            -> 0
/data/d = /data/dt                                                                 -> 1
/data/d - 1                                                                        -> 20779
/data/dt - /data/d                                                                 -> 0
if(/data/empty, 'a', 'b')                                                          -> b
if(/data/empty = '', 1, 0)                                                         -> 1
coalesce(/data/empty, /data/empty)                                                 ->
coalesce(/data/nr, 'x')                                                            -> x
regex('', '')                                                                      -> 1
regex('a', '')                                                                     -> 0
regex(5.5, '5\.5')                                                                 -> 1
contains('', '')                                                                   -> 1
starts-with('a', '')                                                               -> 1
indexed-repeat(/data/r/s/k, /data/r, 1, /data/r/s, 2)                              -> 2
position(/data/i)                                                                  -> 1
/data/i and /data/empty                                                            -> 0
/data/d and 1                                                                      -> 1
(/data/i)                                                                          -> 5
((1))                                                                              -> 1
/data/./i                                                                          -> 5
count(instance('L')/root/item[name='b' or x = 5])                                  -> 2
instance('L')/root/item[starts-with(name, 'b')]/label                              -> Lb
count(instance('L')/root/item[not(x = 1)])                                         -> 2
count(instance('L')/root/item[x = 2][name = 'b'])                                  -> 1
instance('L')/root/item[x = 99]/name                                               ->
sum(instance('L')/root/item/x)                                                     -> 8
max(instance('L')/root/item/x)                                                     -> 5
join('-', instance('L')/root/item/name)                                            -> a-b-c
count(instance('L')/root/item[position() < 3])                                     -> 2
instance('L')/root/item[x + 1 = 3]/name                                            -> b
instance('L')/root/item[name = /data/c and x = '2']/label                          -> Lb
/data/r[2]/n                                                                       ->
count(/data/r[2])                                                                  -> 0
instance('L')/root/item[2]/name                                                    ->
selected-at(/data/multi, 'x')                                                      -> a
digest('a', 'sha-1')                                                               -> hvfkN/qlp/zhXR3cuerq6jd2Z7g=
digest('a', 'md5', 'HEX')                                                          -> 0cc175b9c0f1b6a831c399e269772661
decimal-date-time(5)                                                               -> 5
decimal-date-time(5.25)                                                            -> 5.25
decimal-time(5.25)                                                                 -> 0.25
sum(/data/multi)                                                                   -> 0
sum(/data/c)                                                                       -> 0
max(/data/multi)                                                                   ->
min(/data/multi, 4)                                                                -> 4
position(/data/r)                                                                  -> 1
count(/data/g/*)                                                                   -> 1
count-non-empty(/data/g/*)                                                         -> 0
count(/data/r[n > 1]/s/k)                                                          -> 3
count(/data/r[position() = 2]/s)                                                   -> 1
/data/r[n = 2]/s/k                                                                 -> 3
/data/r[n = 3]/s[k = 5]/k                                                          -> 5
sum(/data/r[n = 3]/s[k > 4]/k)                                                     -> 5
join(' ', /data/r/n)                                                               -> 1 2 3
concat(/data/r/n)                                                                  -> 123
concat('a', /data/r[n=1]/n)                                                        -> a1
selected(join(' ', /data/r/n), '2')                                                -> 1
count(/data/r[q != ''])                                                            -> 2
count(/data/r[m = ''])                                                             -> 1
count(/data/r[string-length(m) > 0])                                               -> 2
/data/r[position() = count(/data/r)]/n                                             -> 1
/data/r[position() = 1]/n                                                          -> 1
indexed-repeat(/data/r/n, /data/r, count(/data/r))                                 -> 3
count(/data/r[n = /data/i])                                                        -> 0
count(/data/r[./n = 1])                                                            -> 1
count(/data/r[../i = 5])                                                           -> 3
max(/data/r/n) - min(/data/r/n)                                                    -> 2
if(count(/data/r) > 2, sum(/data/r/m), 'x')                                        -> 40
distance(/data/t)                                                                  -> 0
string(/data/r[n=1]/m + 1)                                                         -> 11
format-date(/data/d, '%Y-%m-%d')                                                   -> 2026-11-23
format-date(/data/dt, '%d %b %Y %H:%M')                                            -> 23 Nov 2026 10:30
format-date-time(/data/dt, '%H')                                                   -> 10
format-date(date(/data/d) + 1, '%d')                                               -> 24
format-date(/data/empty, '%d')                                                     ->
date(/data/empty)                                                                  ->
date(/data/dt)                                                                     -> 2026-11-23T00:00:00.000+01:00
int((date('2026-11-23') - date('1990-05-17')) div 365.25)                          -> 36
date(decimal-date-time(/data/d))                                                   -> 2026-11-22T00:00:00.000+01:00
date-time(decimal-date-time(/data/dt))                                             -> 2026-11-23T10:30:00.000+01:00
/data/dt = '2026-11-23T10:30:00.000+01:00'                                         -> 0
/data/dt - 0.5                                                                     -> 20779.5
decimal-date-time(/data/dt) - decimal-date-time(/data/start)                       -> 0.020833333332120674
decimal-time(/data/dt)                                                             -> 0.4375
round(/data/dec)                                                                   -> 3
round(-1.5, 0)                                                                     -> -1
round(1234.5678, -2)                                                               -> 1200
round(2.345, 2)                                                                    -> 2.35
round(0.1 + 0.2, 5)                                                                -> 0.3
pow(2, 0.5)                                                                        -> 1.4142135623730951
pow('a', 2)                                                                        ->
log(0)                                                                             -> -Infinity
exp(1000)                                                                          -> Infinity
5 div 0 - 5 div 0                                                                  ->
string(5 div 0)                                                                    -> Infinity
number('Infinity')                                                                 ->
number('-')                                                                        ->
'-5' + 0                                                                           -> -5
' 7 ' = 7                                                                          -> 1
'7 ' = '7'                                                                         -> 0
/data/i = '5.0'                                                                    -> 1
/data/t + 1                                                                        -> 8
/data/multi = 'a b'                                                                -> 1
/data/c != 'a'                                                                     -> 1
count-selected(/data/empty)                                                        -> 0
selected(/data/empty, '')                                                          -> 1
string-length(/data/multi)                                                         -> 3
sum(/data/r[n=1]/m)                                                                -> 10
decimal-time(-0.25)                                                                -> 0.75
decimal-time(number(''))                                                           ->
date(/data/dt) = /data/d                                                           -> 1
decimal-date-time(date(20000))                                                     -> 19999.958333333332
"""

IN_REPEAT = r"""
indexed-repeat(/data/r/n, /data/r, 0)                                              -> 1 | 1 | 1
indexed-repeat(/data/r/n, /data/r, 9)                                              -> |  |
position(..)                                                                       -> 1 | 2 | 3
position(../..)                                                                    -> 1 | 1 | 1
count(/data/r)                                                                     -> 1 | 1 | 1
count(../../r)                                                                     -> 3 | 3 | 3
sum(/data/r/n)                                                                     -> 1 | 2 | 3
sum(../../r/n)                                                                     -> 6 | 6 | 6
../n + 1                                                                           -> 2 | 3 | 4
/data/r/n + 1                                                                      -> 2 | 3 | 4
current()/../n                                                                     -> 1 | 2 | 3
count(/data/r[n <= current()/../n])                                                -> 1 | 2 | 3
sum(/data/r[n = current()/../n]/m)                                                 -> 10 | 0 | 30
indexed-repeat(/data/r/n, /data/r, position(..) - 1)                               -> 1 | 1 | 2
indexed-repeat(/data/r/n, /data/r, 1)                                              -> 1 | 1 | 1
count(../s)                                                                        -> 2 | 1 | 2
sum(../s/k)                                                                        -> 3 | 3 | 9
sum(/data/r/s/k)                                                                   -> 3 | 3 | 9
/data/i + ../n                                                                     -> 6 | 7 | 8
once(../n)                                                                         -> 1 | 2 | 3
instance('L')/root/item[x = current()/../n]/name                                   -> a | b |
../m = ''                                                                          -> 0 | 1 | 0
count(/data/r/s)                                                                   -> 2 | 1 | 2
position(/data/r)                                                                  -> 1 | 2 | 3
join(' ', ../../r/n)                                                               -> 1 2 3 | 1 2 3 | 1 2 3
count(/data/r[position() < 2])                                                     -> 1 | 1 | 1
sum(/data/r/q)                                                                     -> 0 | 20 | 30
sum(../../r/q)                                                                     -> 50 | 50 | 50
position(../../r)                                                                  -> 1 | 1 | 1
../m                                                                               -> 10 |  | 30
/data/r[n = current()/../n]/q                                                      ->  | 20 | 30
sum(/data/r[position() <= position(current()/..)]/n)                               -> 1 | 3 | 6
count(../s[k > 1])                                                                 -> 1 | 1 | 2
sum(../s/k) + ../n                                                                 -> 4 | 5 | 12
max(../s/k)                                                                        -> 2 | 3 | 5
../s[k = 1]/k                                                                      -> 1 |  |
/data/r/s[k = 1]/k                                                                 -> 1 |  |
indexed-repeat(/data/r/s/k, /data/r, 1, /data/r/s, 1)                              -> 1 | 1 | 1
indexed-repeat(/data/r/s/k, /data/r, position(..), /data/r/s, 1)                   -> 1 | 3 | 4
indexed-repeat(/data/r/n, /data/r, position(..) + 1)                               -> 2 | 3 |
join(' ', ../../r[n < current()/../n]/n)                                           ->  | 1 | 1 2
/data/r[position() = 1]/n                                                          -> 1 | 1 | 1
count(/data/r[n > 1])                                                              -> 2 | 2 | 2
../q + ../n                                                                        ->  | 22 | 33
if(../q = '', 'none', ../q)                                                        -> none | 20 | 30
instance('L')/root/item[name = /data/c]/x + ../n                                   -> 3 | 4 | 5
string-length(../n)                                                                -> 1 | 1 | 1
/data/r[n = 2]/s/k                                                                 -> 3 | 3 | 3
count(../../r/s)                                                                   -> 5 | 5 | 5
sum(../../r[n > 1]/s/k)                                                            -> 12 | 12 | 12
current()/../n = ../n                                                              -> 1 | 1 | 1
"""

IN_NESTED = r"""
position(..)                                                                       -> 1 | 2 | 1 | 1 | 2
position(../..)                                                                    -> 1 | 1 | 2 | 3 | 3
../k + ../../n                                                                     -> 2 | 3 | 5 | 7 | 8
/data/r/n                                                                          -> 1 | 1 | 2 | 3 | 3
/data/r/s/k                                                                        -> 1 | 2 | 3 | 4 | 5
count(/data/r/s)                                                                   -> 1 | 1 | 1 | 1 | 1
count(../../s)                                                                     -> 2 | 2 | 1 | 2 | 2
sum(/data/r/s/k)                                                                   -> 1 | 2 | 3 | 4 | 5
sum(../../s/k)                                                                     -> 3 | 3 | 3 | 9 | 9
sum(../../../r/s/k)                                                                -> 15 | 15 | 15 | 15 | 15
indexed-repeat(/data/r/s/k, /data/r, 1, /data/r/s, 1)                              -> 1 | 1 | 1 | 1 | 1
"""

PLACES = {"/data": OUTSIDE, "/data/r": IN_REPEAT, "/data/r/s": IN_NESTED}


def rows(place: str) -> list[tuple[str, list[str]]]:
    """The expressions of a place and what each gives, instance by instance."""
    lines = (line.rpartition(" ->") for line in PLACES[place].strip().splitlines())
    return [(expression.strip(), [value.strip() for value in values.split("|")]) for expression, _, values in lines]


_BINDS = {
    "start": 'type="dateTime" jr:preload="timestamp" jr:preloadParams="start"',
    "i": 'type="int"',
    "dec": 'type="decimal"',
    "d": 'type="date"',
    "dt": 'type="dateTime"',
    "bool": 'type="boolean"',
    "nr": 'type="string" relevant="false()"',
    "none/x": 'type="int"',
    "r/n": 'type="int"',
    "r/m": 'type="int"',
    "r/q": 'type="int" relevant="../n &gt; 1"',
    "r/s/k": 'type="int"',
}
_BODY = """<input ref="/data/i"><label>i</label></input>
<group ref="/data/r"><label>r</label><repeat nodeset="/data/r"><input ref="/data/r/n"><label>n</label></input>
<group ref="/data/r/s"><label>s</label><repeat nodeset="/data/r/s"><input ref="/data/r/s/k"><label>k</label></input>
</repeat></group></repeat></group>
<group ref="/data/none"><label>x</label><repeat nodeset="/data/none"><input ref="/data/none/x"><label>x</label></input>
</repeat></group>
<select1 ref="/data/c"><label>c</label><itemset nodeset="instance('L')/root/item"><value ref="name"/>
<label ref="label"/></itemset></select1>"""
_LIST = """<instance id="L"><root><item><name>a</name><label>La</label><x>1</x></item>
<item><name>b</name><label>Lb</label><x>2</x></item><item><name>c</name><label>Lc</label><x>5</x></item></root>
</instance>"""


def form_at(place: str) -> bytes:
    """A form that calculates the expressions of one place in ``v0``, ``v1`` ..."""
    calculated = {f"v{at}": expression for at, (expression, _) in enumerate(rows(place))}
    empty = {where: "".join(f"<{name}/>" for name in calculated) if where == place else "" for where in PLACES}
    model = f"""<start/><i/><dec/><d/><dt/><t/><empty/><multi/><c/><nr/><bool/><g><x/></g>
    <none jr:template=""><x/></none>{empty["/data"]}
    <r><n/><m/><q/>{empty["/data/r"]}<s><k/>{empty["/data/r/s"]}</s></r>"""
    binds = "".join(f'<bind nodeset="/data/{name}" {bind}/>' for name, bind in _BINDS.items())
    binds += "".join(
        f'<bind nodeset="{place}/{name}" type="string" calculate={quoteattr(expression)}/>'
        for name, expression in calculated.items()
    )
    return xform(model, binds, _BODY, _LIST)


def record_xml(place: str) -> bytes:
    """A record of that form."""
    names = [f"v{at}" for at in range(len(rows(place)))]
    empty = {where: "".join(f"<{name}/>" for name in names) if where == place else "" for where in PLACES}
    repeats = "".join(
        f"<r><n>{n}</n><m>{m}</m><q>{q}</q>{empty['/data/r']}"
        + "".join(f"<s><k>{k}</k>{empty['/data/r/s']}</s>" for k in within)
        + "</r>"
        for n, m, q, within in ((1, 10, "", (1, 2)), (2, "", 20, (3,)), (3, 30, 30, (4, 5)))
    )
    return f"""<data id="small" version="1"><start>2026-11-23T10:00:00.000+01:00</start><i>5</i><dec>2.5</dec>
    <d>2026-11-23</d><dt>2026-11-23T10:30:00.000+01:00</dt><t>7</t><empty/><multi>a b</multi><c>b</c><nr>x</nr>
    <bool>1</bool><g><x/></g>{empty["/data"]}{repeats}<meta><instanceID>uuid:1</instanceID></meta></data>""".encode()


def record_at(place: str) -> Record:
    """The same, read."""
    return read_record(record_xml(place))
