/** What a running design has by name: its ports, registers, memories, nets and properties. */
import type { Design, Property } from "../../hdlgen/ir.ts";
import { shortLocation } from "../../hdlgen/site.ts";
import { hiddenNet, unknownName, unknownPort } from "../handle-errors.ts";
import { netNames } from "../nets.ts";
import type { CoverCount, MemoryHandle, SignalHandle, Simulation } from "../simulation.ts";
import type { CompiledDesign } from "./design-compiler.ts";
import { readElement, writeElement } from "./element.ts";
import { EmbeddedMemory, EmbeddedSignal, type HandleHost } from "./handles.ts";
import { type Hierarchy, nameHierarchy } from "./hierarchy.ts";
import { bytesOf } from "./place.ts";
import { type PortPlace, placePorts } from "./port-places.ts";

export interface StateHandle {
  readonly width: number;
  /** Two's complement, without a sign. */
  bits: bigint;
}

/** `settle` of the second brings the nets of a debug build up to date, too. */
export interface DirectoryHosts {
  readonly outputs: HandleHost;
  readonly nets: HandleHost;
}

export class Directory {
  readonly #design: Design;
  readonly #compiled: CompiledDesign;
  readonly #hosts: DirectoryHosts;
  readonly #ports: ReadonlyMap<string, PortPlace>;
  #hierarchy: Hierarchy | undefined;
  #names: Simulation["names"] | undefined;

  /** `design`: with its clocks at the top. Writes the outputs that are constant. */
  constructor(design: Design, compiled: CompiledDesign, hosts: DirectoryHosts) {
    this.#design = design;
    this.#compiled = compiled;
    this.#hosts = hosts;
    this.#ports = placePorts(compiled, hosts.outputs.view);
  }

  get names(): Simulation["names"] {
    const { registers, memories, nets } = this.#named;
    this.#names ??= {
      registers: [...registers.keys()],
      memories: [...memories.keys()],
      nets: nets.size === 0 ? [] : netNames(this.#design).flatMap(({ path }) => (nets.has(path) ? [path] : [])),
    };
    return this.#names;
  }

  get covers(): readonly CoverCount[] {
    return this.#named.covers.map(({ path, property, address }) => ({
      path,
      message: property.message,
      location: shortLocation(property.site),
      count: this.#hosts.outputs.view.getUint32(address, true),
    }));
  }

  /** The assertion of this number, of the instance that is at `base`. */
  checked(base: number, number: number): { readonly path: string; readonly property: Property } {
    const found = this.#named.checked.get(base)?.[number];
    if (found === undefined) throw new Error(`no property ${number} at ${base}`);
    return found;
  }

  portPlace(name: string): PortPlace {
    const place = this.#ports.get(name);
    if (place !== undefined) return place;
    throw unknownPort(name, this.#ports.keys());
  }

  port(name: string): SignalHandle {
    const { type, address, access } = this.portPlace(name);
    return new EmbeddedSignal(name, type, address, access, this.#hosts.outputs);
  }

  register(path: string): SignalHandle {
    const { type, address } = this.#registerPlace(path);
    return new EmbeddedSignal(path, type, address, "state", this.#hosts.outputs);
  }

  signal(path: string): SignalHandle {
    if (this.#ports.has(path)) return this.port(path);
    const { registers, nets } = this.#named;
    if (registers.has(path)) return this.register(path);
    const net = nets.get(path);
    if (net !== undefined) return new EmbeddedSignal(path, net.type, net.address, "output", this.#hosts.nets);
    if (netNames(this.#design).some((each) => each.path === path)) throw hiddenNet(path);
    throw unknownName("signal", path, [...this.#ports.keys(), ...this.names.registers, ...this.names.nets]);
  }

  memory(path: string): MemoryHandle {
    const memory = this.#named.memories.get(path);
    if (memory === undefined) throw unknownName("memory", path, this.names.memories);
    return new EmbeddedMemory(memory, this.#hosts.outputs);
  }

  state(path: string): StateHandle {
    const { type, address } = this.#registerPlace(path);
    const { width } = type;
    const bytes = bytesOf(width) === 8 ? 8 : 4;
    const { view } = this.#hosts.outputs;
    const read = (): bigint => readElement(view, address, bytes);
    const write = (bits: bigint): void => {
      writeElement(view, address, bytes, BigInt.asUintN(width, bits));
      this.#hosts.outputs.touch();
    };
    return {
      width,
      get bits() {
        return read();
      },
      set bits(bits) {
        write(bits);
      },
    };
  }

  /** Found when something is asked for: to start a design takes no names. */
  get #named(): Hierarchy {
    this.#hierarchy ??= nameHierarchy(this.#compiled.top, this.#compiled.base);
    return this.#hierarchy;
  }

  #registerPlace(path: string) {
    const register = this.#named.registers.get(path);
    if (register === undefined) throw unknownName("register", path, this.names.registers);
    return register;
  }
}
