/** The first part of docs/reliability.md: what a user can expect. The test results follow it. */
export const whatHappens = `# What happens when ...

With a \`store\`, a push (\`lever.pushProfile\`, \`greenhouse.pushProfile\`) creates one record with all its parts, or fails and reports
why. Running it again creates no duplicates. [incremental.md](incremental.md) says what incremental runs guarantee. The tables at the end show how this is tested; \`npm run test:soak\` generates them.

| when | then |
| --- | --- |
| the profile does not exist | \`success\`, with no item read |
| HrFlow.ai refuses the key or fails | \`fatal\`, \`read_failure\`, with HrFlow.ai's own message. Transient errors are retried first |
| the vendor responds with 429 | The request waits with a growing delay, to which the time in \`Retry-After\` (seconds or a date) is added, and is sent again: at most 5 attempts and 5 minutes, and none with less than its own timeout (a minute). Other requests with the same credential wait too. If the vendor asks for a longer wait, the request fails with \`rate_limited\`, and the next run sends it |
| the vendor is down (5xx, 408) | Reads are retried in the same way. A create is sent once, because the vendor may have processed it. The record is looked up at once, and adopted if it exists. Otherwise the failure is \`retryable\`, and the next run looks again before it creates the record |
| no connection can be established | Nothing was sent, so the request is retried, even a create |
| the connection breaks, before or after the vendor processed the request | The outcome is unknown, and is handled as when the vendor is down. A request without a response ends after 60 s, a download after 30 s |
| the response is HTML, empty or truncated | \`unexpected_response\`. A create is looked up as above |
| the outcome of an application through Greenhouse's Job Board API is unknown | The API has no lookup: the failure is \`unsure\`, with a dead letter, and the application is never repeated by itself |
| a page of a list cannot be read | What was read before it is delivered, and the failure has the stage \`read\`: \`fatal\`, \`read_failure\` if nothing was delivered. The next run reads the rest |
| HrFlow.ai refuses the resume of a pulled profile | The profile is stored without it, and the receipt carries a warning. The file is not sent again until it changes |
| the process is killed | Run the same push again. It continues at the first missing step. The step that was in progress is looked up for as long as the vendor may show it late: 60 s for a candidate of Harvest v1, 2 s for everything else. Every create is recorded in the store before it is sent. Locks that the killed process held in the file store are released at once |
| the token has expired | It is refreshed once, and the request is sent again. Concurrent runs wait for that one refresh |
| the authorization code was already used | Its tokens are in the store, and the code is not exchanged again. Without a store, or if the process died before the tokens were stored, the run ends with \`authentication_failed\` before it reads or creates anything. With a new code, the push continues where it stopped. The same holds for a refresh token, which Lever replaces at each use |
| access was revoked | \`fatal\`, \`write_failure\` with \`authentication_failed\`: nothing more is read. The same push continues with a credential that works |
| the resume cannot be downloaded | The person is created without it, and the receipt carries a warning. If the error is transient, the next run attaches the resume. In Lever it becomes a plain file, because Lever accepts a resume only with the create. A sign-in page or an error text in place of the file counts as an error. Addresses are checked before they are downloaded or passed on |
| a part is refused (an employment, a note, a second job) | The rest is created. A refused optional part is a warning on the receipt. A refused second application or posting is a \`write_failure\`, with the receipts of the records that were created |
| the same push runs again | Nothing is sent. The result has the receipts of the first run, with \`replayed: true\` and their warnings. \`onDuplicate: "create"\` creates another record |
| the profile has changed since | The same, with \`changed: true\`: the record is not updated |
| two processes run the same push at once | With a store that has \`lock\` (such as the file store), one waits for the other and returns its receipts. Within one process, this works with any store. Without \`lock\`, two processes can create two records |
| a lock is lost while the push works | No request starts and nothing of the delivery is saved any more: the failure is \`lease_lost\`, or \`partial_write\` with the receipts so far. The next run, or the process that took over, completes the rest |
| the store returns an unreadable value (cut, empty, of another shape, of a newer version) | The failure is \`configuration\` and names the key. Nothing is sent, and the value stays as it is |
| two people are alike (same name and job, no e-mail address) | Each has a record of its own. After an unknown outcome, a record is adopted only if it was not there before and no other item of the account owns it. Otherwise the failure is \`unsure\`, with a dead letter. People whose pushes use different stores must not be pushed to one account at the same time |
| the profile changes while its delivery is incomplete | What was created is not created again. Parts that are new are added. What the record was created without is named by a warning, or the next run says \`changed: true\` |
| a delivery by Harvest v1 is continued by v3 | v3 adds only what v1 has not created. v1 does not continue a delivery of v3: the failure names the credential to use |
| the vendor already has the person's e-mail address | Another record is created, as the vendors do themselves, and the receipt carries a warning: Lever's existing contact overrides what was sent; for Greenhouse, the warning names the existing candidates. A record that existed before is never adopted |
| the deadline passes, or \`signal\` aborts the run (Ctrl-C) | Within a second, nothing new is sent. A create in progress gets 0.7 s for its response. The result is \`aborted\` and reports what was written; the next run completes the rest |
| the store fails | Nothing is sent that cannot be recorded: the failure is \`configuration\`, with the store's message but without the value. If the store fails just after a create, the next run finds the record and adopts it. A result that cannot be stored is reported in the log |
| there is no store | Every run creates new records, and the log says so once |
| the vendor refuses permanently (422, or 403 for the item) | \`write_failure\` with \`retryable: false\` and the vendor's own message. Correct the profile, and run the push again. An incremental run moves past the item, because a dead letter keeps it. It does not move past an item that may succeed later |

No request takes longer than 6 minutes with all its attempts. No secret appears in a result, an event, a log line or the store, except
for the tokens there. The tests below search all of them, in every encoding, while vendors repeat the secrets in their responses.

## What the store keeps

| what | for how long |
| --- | --- |
| tokens, under the host, the client id and a hash of the code or refresh token that they came from | until you remove them |
| per item and account: the completed steps, ids, hashes of what was sent and of the person it describes, and receipts with their warnings, which may name a school or an employer | until you remove them. They prevent a push from creating duplicates |
| the last result of a workflow, and its cursor | until the next run |
| per workflow that archives: the ids of the records that it wrote, under hashes of the items, 50,000 at most | until they are archived. \`pruneStore\` leaves them |
| failed items, complete except for secrets | until \`replay\` delivers them, or \`removeDeadLetters(store, { runId })\` removes them |

\`encryptedStore(store, key)\` encrypts every value. The names under which values are stored contain no secrets
and no personal data.

## Retrying failed items

A failed item is kept as a dead letter: its stage, the reason, the number of attempts, and the item itself without secrets. The
\`failures\` of the result refer to dead letters, and \`readDeadLetters(store, { runId })\` reads them. \`replay\` retries exactly those
items, for the same account. With \`skipPermanent: true\` it skips the ones that were refused permanently:

\`\`\`ts
import { replay } from "@hrflow-connectors/core";
import { lever } from "@hrflow-connectors/lever";

const again = await replay(lever.pushProfile, { runId: result.runId, targetParameters }, { store });
\`\`\`

An item that was delivered in the meantime is not sent again. A push that failed before it read its item has no dead letter: run it
again.`;
