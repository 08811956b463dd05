using Crm.Api.Audit;
using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Customers.Contacts;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Crm.Api.Customers;

internal static class ContactEndpoints
{
    public static void MapContacts(this RouteGroupBuilder v1)
    {
        var contacts = v1.MapGroup("/contacts").WithTags("Contacts");

        contacts.MapGet("/", Task<ListPage<ContactRow>> (ListQuery query, IMediator send, CancellationToken ct) => send.Send(new ListContacts(query.Request), ct))
            .Needs(Area.Customers, Act.Read).Describe("listContacts", "List contacts").Lists(ListContacts.Spec);

        contacts.MapSearch(Area.Customers, ListContacts.Spec, list => new ListContacts(list), "contacts");

        contacts.MapPost("/", Task<Created<ContactDetails>> (RegisterContact body, IMediator send, CancellationToken ct) => send.Send(body, ct).Created("contacts", c => c.Id))
            .Needs(Area.Customers, Act.Create).Describe("registerContact", "Register a contact").ProducesProblem(409)
            .Example("""
                {"customerId":"01a20039-4cef-7fc4-aab7-f430820afabe","givenName":"Jana","familyName":"Bergmann","jobTitle":"Owner","roles":["decisionMaker"],"isPrimary":true,
                 "channels":[{"type":"email","value":"jana@bergmann.example"}]}
                """);

        contacts.MapGet("/{id}", Task<ContactDetails> (Id<Contact> id, IMediator send, CancellationToken ct) => send.Send(new GetContact(id), ct))
            .Needs(Area.Customers, Act.Read).Describe("getContact", "Read a contact").ProducesProblem(404).Reads(ListContacts.Spec);

        contacts.MapPatch("/{id}", Task<ContactDetails> (Id<Contact> id, MergePatch<ContactInput> body, IMediator send, CancellationToken ct) => send.Send(new ChangeContact(body) { Id = id }, ct))
            .Needs(Area.Customers, Act.Change).Describe("changeContact", "Change a contact").MayConflict();

        contacts.MapArchiving<Contact>(Area.Customers, "contact");
        contacts.MapAuditEntries<Contact>(Area.Customers, "contact");
        contacts.MapExternalIds(Area.Customers, "contacts", "contact", ListContacts.Spec, new UpsertContact(), id => new GetContact(id), c => c.Id);
        contacts.MapBulk<RegisterContact, ContactDetails>(Area.Customers, "contacts", c => c.Id.Value);

        contacts.MapPut("/{id}/customer", Task<ContactDetails> (Id<Contact> id, MoveContact body, IMediator send, CancellationToken ct) => send.Send(body with { Id = id }, ct))
            .Needs(Area.Customers, Act.Change).Describe("moveContact", "Move a contact to another customer", "What happened at the old customer stays there. The contact is primary no longer, and nobody reports to it any more.")
            .MayConflict();

        v1.MapGet("/customers/{id}/contacts", Task<ListPage<ContactRow>> (Id<Customer> id, ListQuery query, IMediator send, CancellationToken ct) =>
                send.Send(new ListContacts(query.Where("customerId", id), At: id), ct))
            .WithTags("Contacts").Needs(Area.Customers, Act.Read).Describe("listContactsOfCustomer", "List a customer's contacts").Lists(ListContacts.Spec).ProducesProblem(404);
    }
}
