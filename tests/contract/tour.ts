// The README's tour with a client that is generated from the document: sign in, register a customer, add a contact, place an order, ship it, open a
// ticket, answer it. It has no cast: what the document says is enough for the compiler.
import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "./generated/v1.js";

type Problem = components["schemas"]["ProblemDetails"];

const baseUrl = process.env["API"] ?? "http://127.0.0.1:8080";
const email = process.env["EMAIL"] ?? "nancy.davolio@northwind.example";
const password = process.env["PASSWORD"] ?? "Quokka-Ginkgo-Fjord-41";

/** The answer's body, or an end with the problem's own words. */
function got<T>(answer: { data?: T; error?: Problem }): T {
  if (answer.data === undefined) throw new Error(answer.error ? `${answer.error.code}: ${answer.error.detail}` : "There was no answer.");
  return answer.data;
}

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(`Not as expected: ${what}`);
  console.log(`  ${what}`);
}

// The whole resources: answers to "fields" have a media type of their own, application/vnd.crm.sparse+json.
const api = createClient<paths, "application/json" | "application/problem+json">({ baseUrl });

const signedIn = got(await api.POST("/api/v1/tokens", { body: { email, password } }));
const bearer: Middleware = {
  onRequest({ request }) {
    request.headers.set("Authorization", `${signedIn.tokenType} ${signedIn.accessToken}`);
    return request;
  },
};
api.use(bearer);
expect(signedIn.user.email === email, `signed in as ${signedIn.user.name}`);

const customer = got(
  await api.POST("/api/v1/customers", {
    body: { kind: "organization", name: "Bergmann Optik", relationships: ["customer"], market: "business", employeeCount: 35 },
  }),
);
expect(customer.version === 1, `registered the customer ${customer.name} (${customer.sizeClass ?? "size unknown"})`);

const contact = got(
  await api.POST("/api/v1/contacts", {
    body: {
      customerId: customer.id,
      givenName: "Jana",
      familyName: "Bergmann",
      jobTitle: "Owner",
      isPrimary: true,
      channels: [{ type: "email", value: "jana@bergmann.example" }],
    },
  }),
);
expect(contact.isPrimary, `added the contact ${contact.name}`);

const patched = got(
  await api.PATCH("/api/v1/contacts/{id}", {
    params: { path: { id: contact.id } },
    headers: { "Content-Type": "application/merge-patch+json" },
    body: { jobTitle: "Owner and optician", department: null },
  }),
);
expect(patched.version === contact.version + 1 && patched.department === null, `changed the contact to ${patched.jobTitle ?? "no title"}`);

const products = got(
  await api.GET("/api/v1/products", { params: { query: { category: "Condiments", isActive: true, sort: "name", limit: 1 } } }),
);
const product =
  products.data[0] ??
  got(
    await api.POST("/api/v1/products", {
      body: { sku: "GUMBO", name: "Gumbo mix", type: "good", category: "Condiments", unitPrice: { amount: "21.35", currency: "USD" }, taxRate: 0, stockOnHand: 40 },
    }),
  );
expect(product.unitPrice.currency === "USD", `found ${product.name}`);

const order = got(
  await api.POST("/api/v1/orders", {
    body: {
      customerId: customer.id,
      contactId: contact.id,
      channel: "phone",
      currency: "USD",
      place: true,
      shippingAddress: { line1: "Hauptstraße 12", postalCode: "10827", city: "Berlin", country: "DE" },
      lines: [{ productId: product.id, quantity: 2, discountPercent: 5 }],
    },
  }),
);
expect(order.status === "placed" || order.status === "confirmed", `placed the order ${order.number}: ${order.net.amount} ${order.net.currency} net`);

const shipment = got(
  await api.POST("/api/v1/orders/{id}/shipments", {
    params: { path: { id: order.id } },
    body: { carrier: "Speedy Express", trackingNumber: "SE-4711" },
  }),
);
const dispatched = got(await api.PUT("/api/v1/shipments/{id}/dispatch", { params: { path: { id: shipment.id } }, body: {} }));
expect(dispatched.shippedAt !== null, `shipped ${dispatched.number}`);

const shipped = got(await api.GET("/api/v1/orders/{id}", { params: { path: { id: order.id } } }));
expect(shipped.lines.every((line) => line.shippedQuantity === line.quantity), `the order is ${shipped.fulfilment}`);

const ticket = got(
  await api.POST("/api/v1/tickets", {
    body: {
      customerId: customer.id,
      contactId: contact.id,
      orderId: order.id,
      subject: "One jar arrived broken",
      type: "complaint",
      channel: "phone",
      priority: "high",
    },
  }),
);
expect(ticket.status === "new", `opened the ticket ${ticket.number}`);

const message = got(
  await api.POST("/api/v1/tickets/{id}/messages", {
    params: { path: { id: ticket.id } },
    body: { kind: "publicReply", channel: "email", body: "We are sorry. A new jar leaves today, free of charge." },
  }),
);
expect(message.kind === "publicReply", "answered it");

const refused = await api.PUT("/api/v1/tickets/{id}/resolution", {
  params: { path: { id: ticket.id } },
  body: { code: "replaced", text: "A new jar was sent." },
});
expect(refused.error?.code === "ticket.complaint_unexplained", `a complaint needs its cause: ${refused.error?.type ?? "?"}`);

const resolved = got(
  await api.PUT("/api/v1/tickets/{id}/resolution", {
    params: { path: { id: ticket.id } },
    body: { code: "replaced", text: "A new jar was sent.", rootCause: "Packed without separators.", remedy: "One jar, free of charge." },
  }),
);
expect(resolved.status === "resolved" && resolved.firstResponseAt !== null, `resolved ${resolved.number}`);
