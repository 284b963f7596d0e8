// How long to wait before the next try: longer after every failure, never all tablets at once, and as long as the service asks.

const SHORTEST = 0.5; // seconds
const LONGEST = 300;

export function newPatience({ now, random = Math.random }) {
  let failures = 0;
  let notBefore = 0; // milliseconds: the service asked to be left alone until then

  return {
    // Seconds until the next try after a failure.
    afterFailure(secondsAsked = 0) {
      const whole = Math.min(LONGEST, SHORTEST * 2 ** failures);
      const jittered = Math.max(SHORTEST, whole * (0.5 + random() / 2));
      failures += 1;
      if (secondsAsked) notBefore = now().getTime() + secondsAsked * 1000;
      return Math.max(jittered, secondsAsked);
    },
    afterSuccess() {
      failures = 0;
      notBefore = 0;
    },
    // Seconds that the service still asks to wait, whoever presses the button.
    asked: () => Math.max(0, Math.ceil((notBefore - now().getTime()) / 1000)),
  };
}
