// When nobody touches the tablet for a while the screen is locked; a tablet that slept counts the time it slept.

const OUTSIDE = 3 * 60_000; // milliseconds
const INTERVIEW = 10 * 60_000; // people think, and talk
const LOOK = 10_000;

// `lock` is called once; the next touch begins anew. The app tells of touches and of waking up.
export function newIdle({ lock, now = () => Date.now(), every = setInterval, stop = clearInterval }) {
  let touchedAt = now();
  let patience = OUTSIDE;
  let locked = false;

  function look() {
    touchedAt = Math.min(touchedAt, now()); // a clock that was put back does not keep the tablet open
    if (locked || now() - touchedAt < patience) return;
    locked = true;
    lock();
  }

  const watch = every(look, LOOK);

  return {
    look, // on waking up, before anything is shown
    touched() {
      look(); // the touch that wakes a tablet is no sign that it was in use
      if (!locked) touchedAt = now();
    },
    opened() {
      locked = false;
      touchedAt = now();
    },
    inInterview(inside) {
      patience = inside ? INTERVIEW : OUTSIDE;
    },
    end: () => stop(watch),
  };
}
