// Who wants to be told when something has changed.

export function newListeners() {
  const heard = new Set();
  return {
    on(listener) {
      heard.add(listener);
      return () => heard.delete(listener);
    },
    tell(value) {
      heard.forEach((listener) => listener(value));
    },
  };
}
