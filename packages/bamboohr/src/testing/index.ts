export type { BamboohrFakeApplication, BamboohrFakeFile, BamboohrState } from "./bamboohr-state";
export { type BamboohrFakeOptions, createBamboohrFake } from "./create-bamboohr-fake";
