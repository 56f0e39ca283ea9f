import type { Fault, FaultMatch } from "./fake-types";
import { matchPath } from "./path-template";

interface PlannedFault {
  fault: Fault;
  where: FaultMatch;
  skip: number;
  times: number;
}

export interface FaultPlan {
  add(fault: Fault, where?: FaultMatch): void;
  /** The fault that a request meets, which is thereby used up once. */
  take(method: string, path: string): Fault | undefined;
  clear(): void;
}

/** Which fault comes when. A fault that lets a request pass leaves it to those after it. */
export function createFaultPlan(): FaultPlan {
  const planned: PlannedFault[] = [];
  return {
    add(fault, where = {}) {
      planned.push({ fault, where, skip: where.skip ?? 0, times: where.times ?? 1 });
    },
    take(method, path) {
      for (const entry of planned) {
        if (entry.times <= 0 || !fits(entry.where, method, path)) continue;
        if (entry.skip > 0) {
          entry.skip -= 1;
          continue;
        }
        entry.times -= 1;
        return entry.fault;
      }
      return undefined;
    },
    clear() {
      planned.length = 0;
    },
  };
}

function fits(where: FaultMatch, method: string, path: string): boolean {
  if (where.method !== undefined && where.method.toUpperCase() !== method) return false;
  return where.path === undefined || where.path === path || matchPath(where.path, path) !== undefined;
}
