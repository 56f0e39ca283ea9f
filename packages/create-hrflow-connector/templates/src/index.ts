export { __camel__, __camel__ as default } from "./__slug__-connector";
// #if pushProfile
export { formatCandidate } from "./formats/format-candidate";
// #end
// #if pullJobList
export { formatJob } from "./formats/format-job";
// #end
// #if pullProfileList
export { formatProfile } from "./formats/format-profile";
// #end
