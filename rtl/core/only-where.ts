/**
 * Ports, fields or values that are there only in some shapes. Typed as if they always were: who reads them asks the shape
 * before.
 */
export function onlyWhere<T extends object>(isThere: boolean, fields: () => T): T {
  return isThere ? fields() : ({} as T);
}
