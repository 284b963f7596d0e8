// How long to wait before the next try: longer after every failure, never all tablets at once, and as long as the service asks.

const SHORTEST = 0.5; // seconds
const LONGEST = 300;

export function newPatience({ now, random = Math.random }) {
  let failures = 0;
  let wish = { seconds: 0, at: 0 }; // of the service, to be left alone for so long

  return {
    // Seconds until the next try after a failure.
    afterFailure(secondsAsked = 0) {
      const whole = Math.min(LONGEST, SHORTEST * 2 ** failures);
      const jittered = Math.max(SHORTEST, whole * (0.5 + random() / 2));
      failures += 1;
      if (secondsAsked) wish = { seconds: secondsAsked, at: now().getTime() };
      return Math.max(jittered, secondsAsked);
    },
    afterSuccess() {
      failures = 0;
      wish = { seconds: 0, at: 0 };
    },
    // Seconds that the service still asks to wait, whoever presses the button; a clock that was put back makes them no more.
    asked() {
      const passed = (now().getTime() - wish.at) / 1000;
      return passed < 0 ? 0 : Math.max(0, Math.ceil(wish.seconds - passed));
    },
  };
}
