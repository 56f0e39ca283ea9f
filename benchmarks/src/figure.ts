/** One measured figure beside what is aimed at. */
export interface Figure {
  what: string;
  value: string;
  aim: string;
  holds: boolean;
}
