// Runs the official client against a sandbox and holds every answer against the client's own typings. SANDBOX_URL, SANDBOX_API_KEY and
// SANDBOX_ADMIN_KEY say where it is; TSC is the TypeScript compiler; WORK is an empty directory.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as client from '@lemonsqueezy/lemonsqueezy.js';

const { SANDBOX_URL: sandbox, SANDBOX_API_KEY: apiKey, SANDBOX_ADMIN_KEY: adminKey, TSC: tsc, WORK: work } = process.env;
const service = 'https://api.lemonsqueezy.com';

// The client knows one address only: its calls are led to the sandbox, as they are.
const realFetch = globalThis.fetch;
globalThis.fetch = (address, options) => {
  assert.ok(address.startsWith(`${service}/`), address);
  return realFetch(sandbox + address.slice(service.length), options);
};

const answers = [];

/** Keeps an answer for the check against the type that the client says it has. */
async function typed(type, call, expectedStatus = 200) {
  const { statusCode, data, error } = await call;
  assert.equal(error, null, `${type}: ${error} ${JSON.stringify(error?.cause)}`);
  assert.equal(statusCode, expectedStatus, type);
  answers.push({ type, data });
  return data;
}

async function refused(call, expectedStatus) {
  const { statusCode, data, error } = await call;
  assert.equal(statusCode, expectedStatus);
  assert.equal(data.errors[0].status, String(expectedStatus));
  assert.deepEqual(error.cause, data.errors);
}

async function administer(action, body) {
  const response = await realFetch(`${sandbox}/local/${action}`, { method: 'POST', headers: { authorization: `Bearer ${adminKey}` }, body: JSON.stringify(body) });
  assert.equal(response.status, 200, await response.clone().text());
  return response.json();
}

async function buy(variantId, options = {}) {
  const checkout = await typed('Checkout', client.createCheckout(store.id, variantId, options), 201);
  return administer(`checkouts/${checkout.data.id}/pay`, { email: 'ada@example.org', name: 'Ada Lovelace' });
}

client.lemonSqueezySetup({ apiKey: 'wrong' });
await refused(client.getAuthenticatedUser(), 401);
client.lemonSqueezySetup({ apiKey });

await typed('User', client.getAuthenticatedUser());
const store = (await typed('ListStores', client.listStores())).data[0];
await typed('Store', client.getStore(store.id));
const products = (await typed('ListProducts', client.listProducts({ filter: { storeId: store.id } }))).data;
await typed('Product', client.getProduct(products[0].id));
const variants = (await typed('ListVariants', client.listVariants({ page: { number: 1, size: 50 } }))).data;
const named = (name) => variants.find((variant) => variant.attributes.name === name).id;
const starter = (await typed('Variant', client.getVariant(named('Starter')))).data;
const prices = (await typed('ListPrices', client.listPrices())).data;
await typed('Price', client.getPrice(prices[0].id));

const customer = (await typed('Customer', client.createCustomer(store.id, { name: 'Ada', email: 'ada@example.org', country: 'GB' }), 201)).data;
await typed('Customer', client.updateCustomer(customer.id, { city: 'London', region: 'London' }));
await typed('Customer', client.getCustomer(customer.id));
await typed('ListCustomers', client.listCustomers({ filter: { storeId: store.id, email: 'ada@example.org' } }));
await refused(client.createCustomer(store.id, { name: 'Ada', email: 'ada@example.org' }), 422);

await typed('Checkout', client.createCheckout(store.id, named('Pro'), {
  customPrice: 5000,
  productOptions: { name: 'Pro', description: 'All of it', media: ['https://example.org/a.png'], redirectUrl: 'https://example.org/done', receiptButtonText: 'Go on', enabledVariants: [Number(named('Pro'))] },
  checkoutOptions: { embed: true, media: false, logo: true, desc: true, discount: false, dark: true, skipTrial: true, subscriptionPreview: true, buttonColor: '#ccc' },
  checkoutData: { email: 'ada@example.org', name: 'Ada', billingAddress: { country: 'GB', zip: 'SW1A 1AA' }, taxNumber: '123', custom: { user_id: 'user_1' }, variantQuantities: [] },
  expiresAt: null,
  preview: true,
  testMode: true,
}), 201);
await refused(client.createCheckout(store.id, '123'), 404);

// What the typings don't know, here and below: a preview that was not asked for is null, and an address that was not given an empty list.
const complete = { preview: true, checkoutData: { billingAddress: { country: 'GB', zip: 'SW1A 1AA' } } };
const plan = await buy(named('Starter'), complete);
const usage = await buy(named('Agents'), complete);
const checkouts = (await typed('ListCheckouts', client.listCheckouts({ filter: { variantId: named('Starter') } }))).data;
await typed('Checkout', client.getCheckout(checkouts[0].id));

await typed('ListOrders', client.listOrders({ filter: { storeId: store.id, userEmail: 'ada@example.org' } }));
const order = (await typed('Order', client.getOrder(plan.orderId))).data;
await typed('OrderInvoice', client.generateOrderInvoice(order.id, { name: 'Ada', country: 'GB' }));
const orderItem = (await typed('ListOrderItems', client.listOrderItems({ filter: { orderId: order.id } }))).data[0];
await typed('OrderItem', client.getOrderItem(orderItem.id));

const subscriptionId = String(plan.subscriptionId);
await typed('Subscription', client.getSubscription(subscriptionId));
for (const filter of [
  { storeId: store.id, status: 'active' }, { orderId: order.id, orderItemId: orderItem.id }, { productId: starter.attributes.product_id, variantId: starter.id }, { userEmail: 'ada@example.org' },
]) {
  const { data } = await typed('ListSubscriptions', client.listSubscriptions({ filter }));
  assert.ok(data.some((subscription) => subscription.id === subscriptionId), JSON.stringify(filter));
}
const patched = async (changes) => (await typed('Subscription', client.updateSubscription(subscriptionId, changes))).data.attributes;
assert.equal((await patched({ cancelled: true })).status, 'cancelled');
assert.equal((await patched({ cancelled: false })).status, 'active');
assert.deepEqual((await patched({ pause: { mode: 'free', resumesAt: '2027-01-15T00:00:00Z' } })).pause, { mode: 'free', resumes_at: '2027-01-15T00:00:00.000000Z' });
assert.equal((await patched({ pause: null })).pause, null);
assert.equal(String((await patched({ variantId: Number(named('Pro')), invoiceImmediately: true })).variant_id), named('Pro'));
assert.equal((await patched({ billingAnchor: 21 })).billing_anchor, 21);
await refused(client.updateSubscription(subscriptionId, { variantId: 1 }), 422);
await refused(client.getSubscription(1), 404);

const included = await client.getSubscription(subscriptionId, { include: ['order', 'customer', 'subscription-items'] });
assert.deepEqual(included.data.included.map((resource) => resource.type).sort(), ['customers', 'orders', 'subscription-items']);

const item = (await typed('ListSubscriptionItems', client.listSubscriptionItems({ filter: { subscriptionId: usage.subscriptionId } }))).data[0];
await typed('SubscriptionItem', client.getSubscriptionItem(item.id));
await typed('UsageRecord', client.createUsageRecord({ quantity: 2, subscriptionItemId: item.id }), 201);
const record = (await typed('UsageRecord', client.createUsageRecord({ quantity: 5, action: 'set', subscriptionItemId: item.id }), 201)).data;
await typed('UsageRecord', client.getUsageRecord(record.id));
await typed('ListUsageRecords', client.listUsageRecords({ filter: { subscriptionItemId: item.id } }));
assert.equal((await typed('SubscriptionItemCurrentUsage', client.getSubscriptionItemCurrentUsage(item.id))).meta.quantity, 5);
const planItem = (await client.listSubscriptionItems({ filter: { subscriptionId } })).data.data[0];
await typed('SubscriptionItem', client.updateSubscriptionItem(planItem.id, { quantity: 3, disableProrations: true }));
await refused(client.updateSubscriptionItem(item.id, { quantity: 3 }), 422);
await refused(client.getSubscriptionItemCurrentUsage(planItem.id), 404);

const invoices = (await client.listSubscriptionInvoices({ filter: { storeId: store.id, subscriptionId, status: 'paid', refunded: false }, page: { size: 50 } })).data.data;
assert.deepEqual(invoices.map((invoice) => invoice.attributes.billing_reason).sort(), ['initial', 'updated']);
const initial = invoices.find((invoice) => invoice.attributes.billing_reason === 'initial');
await typed('SubscriptionInvoice', client.getSubscriptionInvoice(initial.id));
await typed('ListSubscriptionInvoices', client.listSubscriptionInvoices({ filter: { subscriptionId: usage.subscriptionId } }));
await typed('GenerateSubscriptionInvoice', client.generateSubscriptionInvoice(initial.id, { name: 'Ada' }));
await typed('SubscriptionInvoice', client.issueSubscriptionInvoiceRefund(initial.id, initial.attributes.total));
assert.equal((await client.getOrder(order.id)).data.data.attributes.status, 'refunded');
await refused(client.issueOrderRefund(order.id, 1), 422);

const webhook = (await typed('Webhook', client.createWebhook(store.id, { url: 'https://example.org/hook', events: ['subscription_created', 'order_created'], secret: 'a-secret-of-mine', testMode: true }), 201)).data;
await typed('Webhook', client.updateWebhook(webhook.id, { events: ['subscription_updated'] }));
await typed('Webhook', client.getWebhook(webhook.id));
await typed('ListWebhooks', client.listWebhooks({ filter: { storeId: store.id } }));
// The service answers a deletion with 204 and no body, which this client can't read on Node: only the outcome is held.
await client.deleteWebhook(webhook.id);
await refused(client.getWebhook(webhook.id), 404);

assert.equal((await typed('Subscription', client.cancelSubscription(subscriptionId))).data.attributes.status, 'cancelled');
await typed('Customer', client.archiveCustomer(customer.id));
for (const [type, call] of [
  ['ListDiscounts', client.listDiscounts()], ['ListDiscountRedemptions', client.listDiscountRedemptions()], ['ListLicenseKeys', client.listLicenseKeys()],
  ['ListLicenseKeyInstances', client.listLicenseKeyInstances()], ['ListFiles', client.listFiles()],
]) {
  assert.deepEqual((await typed(type, call)).data, []);
}

// Every answer as a literal of its type: a member that is missing, one too many, or one of another type fails.
const typings = path.join(path.dirname(createRequire(import.meta.url).resolve('@lemonsqueezy/lemonsqueezy.js')), 'index.d.ts');
writeFileSync(path.join(work, 'answers.ts'), [
  `import type * as client from '@lemonsqueezy/lemonsqueezy.js';`,
  ...answers.map(({ type, data }, index) => `export const answer${index}: client.${type} = ${JSON.stringify(data, undefined, 1)};`),
].join('\n'));
writeFileSync(path.join(work, 'tsconfig.json'), JSON.stringify({
  compilerOptions: { strict: true, noEmit: true, module: 'esnext', moduleResolution: 'bundler', skipLibCheck: true, types: [], paths: { '@lemonsqueezy/lemonsqueezy.js': [typings] } },
  files: ['answers.ts'],
}));
try {
  execFileSync(process.execPath, [tsc, '--project', work], { stdio: ['ignore', 'pipe', 'inherit'] });
} catch (error) {
  console.log(String(error.stdout).slice(0, 20000));
  throw new Error('An answer is not of the type that the client says it has.');
}
console.log(`${answers.length} answers of ${new Set(answers.map(({ type }) => type)).size} types`);
