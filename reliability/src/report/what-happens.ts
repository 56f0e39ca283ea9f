/** The page that answers a new user's questions; what proves it follows it. */
export const whatHappens = `# What happens when ...

A push (\`lever.pushProfile\`, \`greenhouse.pushProfile\`) that is given a \`store\` makes one record with all its parts, or fails and
says why; running it again makes nothing twice. The tables at the end show how that is tested; \`npm run test:soak\` writes them.

| when | then |
| --- | --- |
| the profile does not exist | \`success\`, and nothing is read |
| HrFlow.ai refuses the key, or fails | \`fatal\`, \`read_failure\`, with its own message; a passing fault is tried again first |
| the vendor says 429 | the request waits as \`Retry-After\` says, in seconds or as a date, else for a growing time, and is sent again: at most 5 tries and 5 minutes. Other requests with the same credential wait too. What is told to wait longer fails with \`rate_limited\`; the next run does it |
| the vendor is down (5xx, 408) | what only reads is tried again in the same way. A create is sent once, since the vendor may have acted: the record is looked up at once, and adopted if it is there. Otherwise the failure is \`retryable\`, and the next run looks again before it makes the record |
| no connection can be made | nothing was sent: it is tried again, creates too |
| the connection breaks, before or after the vendor acted | nobody can know which: as when the vendor is down. A request that is not answered ends after 60 s, a download after 30 s |
| the answer is HTML, empty or cut off | \`unexpected_response\`; a create is looked up as above |
| the process is killed | run the same push again: it goes on at the first step that is missing, and looks up the one that was under way, for as long as the vendor may show it late (a candidate of Harvest v1 for 60 s, all else for 2 s). What was about to be sent is in the store before it leaves. What the dead process had locked in the file store is free at once |
| the token has ended | it is renewed once, and the request is sent again. All that run side by side wait for that one renewal |
| the authorization code was used | its tokens are in the store, and the code is not exchanged again. Without a store, or if the process died between the exchange and the store, the run ends with \`authentication_failed\` before anything is read or made; with a new code it goes on where it was. So it is with a refresh token, which Lever replaces at each use |
| access was revoked | \`fatal\`, \`write_failure\` with \`authentication_failed\`: nothing more is read. The same push goes on with a credential that works |
| the resume cannot be downloaded | the person is created without it, and the receipt carries a warning. If the fault may pass, the next run attaches it: to Lever as a plain file, since it takes a resume at the creation alone. A page to sign in at, in place of the file, counts as a fault. Addresses are checked before they are fetched or handed on |
| a part is refused (an employment, a note, a second job) | the rest is made. A part that goes along is a warning in the receipt; a second application or posting is a \`write_failure\`, with the receipts of those that were made |
| the same push runs again | nothing is sent; the receipts of the first run are answered, with \`replayed: true\` and their warnings. \`onDuplicate: "create"\` makes another record |
| the profile has changed since | the same, with \`changed: true\`: nothing is updated in place |
| two processes push the same at once | a store with \`lock\` (the file store has one) makes them take turns, and the second answers what the first made. Within one process they take turns with any store. Without \`lock\`, two processes can make two records |
| the vendor knew the person already, by the e-mail address | another record is made all the same, as the vendors do, and the receipt carries a warning: Lever's contact wins over what was sent, Greenhouse's candidates are named. A record that was there before is never taken for ours |
| the deadline passes, or \`signal\` ends the run (Ctrl-C) | within a second nothing new is sent; a create under way gets 0.7 s for its answer. The result is \`aborted\` and says what was written; the next run finishes the rest |
| the store fails | what cannot be remembered is not sent: the failure is \`configuration\`, in the store's words without the value. If it fails just after a record was made, the next run finds and adopts it. A result that cannot be kept is a line in the log |
| there is no store | every run creates, and says so once in the log |
| the vendor refuses for good (422, or 403 on the item) | \`write_failure\` with \`retryable: false\` and the vendor's own words. Correct the profile, and run the push again. An incremental run goes on behind it, since a dead letter keeps it; behind what may pass another time it does not |

No request takes longer than 6 minutes with all its tries, and no secret stands in a result, an event, a log line or the store, tokens
excepted: the tests below search all of them, in every spelling, while vendors repeat the secrets in their answers.

## What the store keeps

| what | for how long |
| --- | --- |
| tokens, under the host, the client id and a hash of the code or refresh token that they came from | until you remove them |
| per item and account: the steps that were done, ids, hashes of what and of who was sent, receipts with their warnings, which may name a school or an employer | until you remove them: it is what keeps a push from being made twice |
| the last result of a workflow, and its cursor | until the next run |
| items that failed, whole but for secrets | until \`replay\` delivers them, or \`removeDeadLetters(store, runId)\` |

\`encryptedStore(store, key)\` makes all of it unreadable at rest. Its keys tell no secret and no personal data.

## Trying failed items again

What failed is kept as a dead letter with its stage, the reason, the number of attempts and the item itself, secrets removed;
\`failures\` in the result point to them, and \`readDeadLetters(store, runId)\` reads them. \`replay\` tries exactly those again, for the
same account; with \`skipPermanent: true\` it leaves alone what was refused for good:

\`\`\`ts
import { replay } from "@hrflow-connectors/core";
import { lever } from "@hrflow-connectors/lever";

const again = await replay(lever.pushProfile, { runId: result.runId, targetParameters }, { store });
\`\`\`

What was delivered meanwhile is not sent again. A push that did not get so far as to read its item has no dead letter: run it again.`;
