// node-oidc-provider as a company's identity provider. It reads from standard input, until that ends:
// {port, issuer, keys, client_id, client_secret, callback}. Whoever comes is whom they name in its own form.
let given = "";
process.stdin.on("data", (chunk) => (given += chunk));
process.stdin.on("end", () => {
  const { port, issuer, keys, client_id, client_secret, callback } = JSON.parse(given);
  const client = { client_id, client_secret, redirect_uris: [callback], response_types: ["code"] };
  import(require("node:path").join(process.env.NODE_PATH, "oidc-provider/lib/index.js")).then(({ default: Provider }) => {
    const provider = new Provider(issuer, {
      clients: [{ ...client, grant_types: ["authorization_code"] }],
      jwks: { keys },
      claims: { openid: ["sub"], profile: ["name", "groups"], email: ["email", "email_verified"] },
      pkce: { required: () => true },
      cookies: { keys: ["for tests alone"] },
      findAccount: (_, id) => ({
        accountId: id,
        claims: () => ({
          sub: id,
          name: `Name of ${id}`,
          groups: id.startsWith("author") ? ["training"] : [],
          email: `${id}@acme.example`,
          email_verified: true,
        }),
      }),
    });
    provider.listen(port, "127.0.0.1", () => console.log("listening"));
  });
});
