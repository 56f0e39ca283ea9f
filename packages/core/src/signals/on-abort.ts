interface Hub {
  calls: Set<{ call: () => void }>;
  listener: () => void;
}

const hubs = new WeakMap<AbortSignal, Hub>();

/**
 * Calls once when the signal ends; what it answers takes the call back. However many wait for a signal, it has one listener,
 * and none when nobody waits: Node warns of a leak above ten. A signal that has ended already calls nobody.
 */
export function onAbort(signal: AbortSignal, call: () => void): () => void {
  const hub = hubs.get(signal) ?? createHub(signal);
  const entry = { call };
  if (hub.calls.size === 0) signal.addEventListener("abort", hub.listener, { once: true });
  hub.calls.add(entry);
  return () => {
    if (hub.calls.delete(entry) && hub.calls.size === 0) signal.removeEventListener("abort", hub.listener);
  };
}

function createHub(signal: AbortSignal): Hub {
  const calls: Hub["calls"] = new Set();
  const listener = () => {
    const waiting = [...calls];
    calls.clear();
    for (const { call } of waiting) call();
  };
  const hub = { calls, listener };
  hubs.set(signal, hub);
  return hub;
}
