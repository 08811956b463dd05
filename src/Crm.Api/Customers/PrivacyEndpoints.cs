using Crm.Api.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Customers.Contacts;
using Crm.Application.Customers.Customers;
using Crm.Application.Customers.Privacy;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Crm.Api.Customers;

internal static class PrivacyEndpoints
{
    private const string History = "Lists all that was said, the newest first. What holds of it, the consent status tells.";
    private const string Status = "Tells for each purpose what holds in general and on each channel, and which entry decides. The last word on a channel holds, unless the person withdrew in general after it.";
    private const string Erasing = "Replaces for good all that tells of the person, in every record and in the audit; orders and their amounts stay. It is refused while an order, a return or a ticket is open, or the data is held legally: details.reasons names what. The record stays in the archive, and cannot be restored.";
    private const string Consent = """{"purpose":"newsletter","channel":"email","state":"granted","basis":"consent","source":"Form on the web site","evidence":"Confirmed by double opt-in"}""";
    private const string Hold = """{"reason":"Case 12 O 345/26"}""";
    private const string Erasure = """{"reason":"request"}""";

    public static void MapPrivacy(this RouteGroupBuilder v1)
    {
        MapConsents(v1);
        MapCustomers(v1.MapGroup("/customers/{id}").WithTags("Privacy"));
        MapContacts(v1.MapGroup("/contacts/{id}").WithTags("Privacy"));
    }

    private static void MapConsents(RouteGroupBuilder v1) =>
        v1.MapGet("/consents/{id}", Task<ConsentDetails> (Id<Consent> id, IMediator send, CancellationToken ct) => send.Send(new GetConsent(id), ct))
            .WithTags("Privacy").Needs(Area.Customers, Act.Read).Describe("getConsent", "Read one entry of a person's consents").ProducesProblem(404);

    private static void MapCustomers(RouteGroupBuilder customer)
    {
        customer.MapPost("/consents", Task<Created<ConsentDetails>> (Id<Customer> id, RecordCustomerConsent body, IMediator send, CancellationToken ct) =>
                send.Send(body with { CustomerId = id }, ct).Created("consents", c => c.Id))
            .Needs(Area.Customers, Act.Change).Describe("recordCustomerConsent", "Record what a customer says about the use of their data").MayConflict().Example(Consent);

        customer.MapGet("/consents", Task<ListPage<ConsentDetails>> (Id<Customer> id, ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListCustomerConsents(id, query.Where("customerId", id)), ct))
            .Needs(Area.Customers, Act.Read).Describe("listCustomerConsents", "List a customer's consents", History).Lists(ListCustomerConsents.Spec).ProducesProblem(404);

        customer.MapGet("/consent-status", Task<ConsentStatusDetails> (Id<Customer> id, IMediator send, CancellationToken ct) => send.Send(new GetCustomerConsentStatus(id), ct))
            .Needs(Area.Customers, Act.Read).Describe("getCustomerConsentStatus", "Read what holds of a customer's consents", Status).ProducesProblem(404);

        customer.MapPut("/legal-hold", Task<CustomerDetails> (Id<Customer> id, HoldCustomerLegally body, IMediator send, CancellationToken ct) => send.Send(body with { Id = id }, ct))
            .Needs(Area.Customers, Act.Manage).Describe("holdCustomerLegally", "Keep a customer's data from being erased", "Holds the data of the customer and of its contacts, for a court or an authority.").MayConflict().Example(Hold);

        customer.MapDelete("/legal-hold", Task<CustomerDetails> (Id<Customer> id, IMediator send, CancellationToken ct) => send.Send(new EndCustomerLegalHold { Id = id }, ct))
            .Needs(Area.Customers, Act.Manage).Describe("endCustomerLegalHold", "Let a customer's data be erased again").MayConflict();

        customer.MapPost("/personal-data-exports", Task<PersonalDataDetails> (Id<Customer> id, IMediator send, CancellationToken ct) => send.Send(new ExportCustomerData(id), ct))
            .Needs(Area.Customers, Act.Export).Needs(Area.Orders, Act.Read).Needs(Area.Tickets, Act.Read).Describe("exportCustomerData", "Export all that is kept about a customer", "Answers everything about the person in one document. That it was read is written into the audit. The answer is not kept, so it takes no Idempotency-Key.").KeepNoAnswer().ProducesProblem(404).ProducesProblem(409);

        customer.MapPut("/erasure", Task<CustomerDetails> (Id<Customer> id, EraseCustomer body, IMediator send, CancellationToken ct) => send.Send(body with { Id = id }, ct))
            .Needs(Area.Customers, Act.Manage).Describe("eraseCustomer", "Erase a customer's personal data", Erasing).MayConflict().RequireIfMatch().Example(Erasure);
    }

    private static void MapContacts(RouteGroupBuilder contact)
    {
        contact.MapPost("/consents", Task<Created<ConsentDetails>> (Id<Contact> id, RecordContactConsent body, IMediator send, CancellationToken ct) =>
                send.Send(body with { ContactId = id }, ct).Created("consents", c => c.Id))
            .Needs(Area.Customers, Act.Change).Describe("recordContactConsent", "Record what a contact says about the use of their data").MayConflict().Example(Consent);

        contact.MapGet("/consents", Task<ListPage<ConsentDetails>> (Id<Contact> id, ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListContactConsents(id, query.Where("contactId", id)), ct))
            .Needs(Area.Customers, Act.Read).Describe("listContactConsents", "List a contact's consents", History).Lists(ListCustomerConsents.Spec).ProducesProblem(404);

        contact.MapGet("/consent-status", Task<ConsentStatusDetails> (Id<Contact> id, IMediator send, CancellationToken ct) => send.Send(new GetContactConsentStatus(id), ct))
            .Needs(Area.Customers, Act.Read).Describe("getContactConsentStatus", "Read what holds of a contact's consents", Status).ProducesProblem(404);

        contact.MapPut("/legal-hold", Task<ContactDetails> (Id<Contact> id, HoldContactLegally body, IMediator send, CancellationToken ct) => send.Send(body with { Id = id }, ct))
            .Needs(Area.Customers, Act.Manage).Describe("holdContactLegally", "Keep a contact's data from being erased").MayConflict().Example(Hold);

        contact.MapDelete("/legal-hold", Task<ContactDetails> (Id<Contact> id, IMediator send, CancellationToken ct) => send.Send(new EndContactLegalHold { Id = id }, ct))
            .Needs(Area.Customers, Act.Manage).Describe("endContactLegalHold", "Let a contact's data be erased again").MayConflict();

        contact.MapPost("/personal-data-exports", Task<PersonalDataDetails> (Id<Contact> id, IMediator send, CancellationToken ct) => send.Send(new ExportContactData(id), ct))
            .Needs(Area.Customers, Act.Export).Needs(Area.Orders, Act.Read).Needs(Area.Tickets, Act.Read).Describe("exportContactData", "Export all that is kept about a contact", "Answers everything about the person in one document. That it was read is written into the audit. The answer is not kept, so it takes no Idempotency-Key.").KeepNoAnswer().ProducesProblem(404);

        contact.MapPut("/erasure", Task<ContactDetails> (Id<Contact> id, EraseContact body, IMediator send, CancellationToken ct) => send.Send(body with { Id = id }, ct))
            .Needs(Area.Customers, Act.Manage).Describe("eraseContact", "Erase a contact's personal data", Erasing).MayConflict().RequireIfMatch().Example(Erasure);
    }
}
