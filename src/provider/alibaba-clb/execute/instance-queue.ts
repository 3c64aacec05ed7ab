/**
 * Tasks in turn, one at a time for each instance: CLB refuses to change an instance while another change of it is under way.
 * Tasks of different instances run side by side.
 */
export interface InstanceQueue {
  /** Settles as the task does; one that fails does not hold up the next. */
  run<T>(instanceId: string, task: () => Promise<T>): Promise<T>;
}

/** Makes an {@link InstanceQueue}. It remembers only instances with tasks that are not done. */
export function createInstanceQueue(): InstanceQueue {
  const last = new Map<string, Promise<unknown>>();
  return {
    run(instanceId, task) {
      const before = last.get(instanceId);
      const done = before === undefined ? task() : before.then(task, task);
      last.set(instanceId, done);
      const forget = (): void => {
        if (last.get(instanceId) === done) last.delete(instanceId);
      };
      done.then(forget, forget);
      return done;
    },
  };
}
