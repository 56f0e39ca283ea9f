import type { components, paths } from "./generated/bamboohr";

/** By name, so that types stay named in declarations and messages. */
type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];

/** All paths of BambooHR's API, as `openapi-typescript` writes them. */
export type BamboohrPaths = paths;

/** A job opening. */
export interface BamboohrJob extends Schema<"Job"> {}
/** A job opening as applicants see it. */
export interface BamboohrCareersJob extends Schema<"CareersJob"> {}
/** The application of one person to one job. */
export interface BamboohrApplication extends Schema<"Application"> {}
/** The form that creates an application. */
export interface BamboohrApplicationCreate extends Schema<"ApplicationCreate"> {}
