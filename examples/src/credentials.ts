/** What the fakes know and the pushes give. */
export const hrflowAccount = { apiSecret: "ask_00000000000000000000000000000000", apiUser: "demo@example.com" };
export const leverApp = { clientId: "demo-client", clientSecret: "demo-secret" };
export const leverCode = "demo-code";
export const greenhouseClient = { clientId: "demo-client", clientSecret: "demo-secret" };
export const greenhouseUser = 4000000012;
