namespace Crm.Tests;

public sealed partial class Given
{
    public Task<Answer> Merge(Answer survivor, params Answer[] others) => Merge(survivor.Id, [.. others.Select(o => o.Id)]);

    public Task<Answer> Merge(string survivor, params string[] others) => api.Post($"/api/v1/customers/{survivor}/merges", new { otherIds = others });

    /// <summary>A person with one of everything that can hang on a customer.</summary>
    public async Task<Belongings> PersonWithAll(string mark)
    {
        var person = (await api.Post("/api/v1/customers", new
        {
            kind = "person",
            name = $"Anna {mark}",
            relationships = new[] { "customer" },
            addresses = new[] { new { type = "shipping", address = Address(mark) } },
            channels = new[] { new { type = "email", value = $"{mark}@example.org" } },
            tags = new[] { mark },
            externalIds = new[] { new { system = "shop", id = mark } },
        })).Created();
        var contact = await Contact(person.Id, isPrimary: true);
        var order = (await api.Post("/api/v1/orders", new { customerId = person.Id, contactId = contact.Id, currency = "EUR", lines = new[] { new { text = "Work", quantity = 1, unitPrice = Euros("10.00"), taxRate = 20 } } })).Created();
        var ticket = await Ticket(person.Id);
        var consent = (await api.Post($"{person.Location}/consents", new { purpose = "newsletter", channel = "email", state = "granted", basis = "consent" })).Created();
        var interaction = await Interaction(person.Id, contactIds: contact.Id);
        return new(person, contact, order, ticket, consent, interaction);
    }

    public sealed record Belongings(Answer Customer, Answer Contact, Answer Order, Answer Ticket, Answer Consent, Answer Interaction);
}
