namespace Crm.Tests;

public sealed partial class Given
{
    /// <summary>A record of every kind that belongs to the user, by the name that its addresses begin with.</summary>
    public async Task<Func<string, string>> Theirs(Answer owner)
    {
        var customer = await CustomerOf(owner);
        var contact = (await api.Post("/api/v1/contacts", new { customerId = customer.Id, name = "Their contact" })).Created();
        var story = await DeliveredOrder(paid: "10.00");
        var orders = (string)(await api.Get($"/api/v1/orders/{story.Id}")).Ok()["customerId"]!;
        (await api.Patch($"/api/v1/customers/{orders}", new { ownerId = owner.Id })).Ok();
        var @return = await RequestedReturn(story);
        var shipment = (string)(await api.Get($"/api/v1/shipments?orderId={story.Id}")).Ok()["data", 0, "id"]!;
        var payment = (string)(await api.Get($"/api/v1/payments?orderId={story.Id}")).Ok()["data", 0, "id"]!;
        var ticket = (await api.Post("/api/v1/tickets", new { customerId = customer.Id, subject = "Theirs", channel = "web" })).Created();
        var message = (await api.Post($"{ticket.Location}/messages", new { kind = "internalNote", channel = "web", body = "Theirs" })).Created();
        var merge = (string)(await Merge(customer, await CustomerOf(owner))).Created()["mergeId"]!;
        var segment = await StaticSegment(customer.Id);
        var interaction = await Interaction(customer.Id, contactIds: contact.Id);
        var survey = await Survey(await ResolvedTicket(customer.Id));
        Dictionary<string, string> ids = new()
        {
            ["segments"] = segment.Id,
            ["members"] = customer.Id,
            ["customers"] = customer.Id,
            ["customer-merges"] = merge,
            ["contacts"] = contact.Id,
            ["interactions"] = interaction.Id,
            ["orders"] = story.Id,
            ["order-lines"] = story.Line,
            ["shipments"] = shipment,
            ["returns"] = @return.Id,
            ["payments"] = payment,
            ["tickets"] = ticket.Id,
            ["ticket-messages"] = message.Id,
            ["ticket-surveys"] = survey.Id,
        };
        return collection => ids.GetValueOrDefault(collection) ?? "";
    }

    /// <summary>A record of every kind, by the name that its addresses begin with.</summary>
    public async Task<Func<string, string>> OfEveryKind()
    {
        var user = await User();
        var theirs = await Theirs(user);
        var ids = new Dictionary<string, string>
        {
            ["users"] = user.Id,
            ["teams"] = (await Team()).Id,
            ["queues"] = (await Queue()).Id,
            ["products"] = await Product(),
            ["calendars"] = (await Calendar("UTC")).Id,
            ["sla-policies"] = (await SlaPolicy(new { name = "Tempted", position = 1_000_000, conditions = new { tags = new[] { "tempted" } }, resolutionMinutes = 60 })).Id,
            ["macros"] = (await api.Post("/api/v1/macros", new { name = "Tempted", priority = "low" })).Created().Id,
            ["hand-overs"] = (await HandOver(user, await User(), tickets: new { all = true })).Created().Id,
            ["webhooks"] = (await api.Post("/api/v1/webhooks", new { name = "Tempted", url = "https://tempted.example/hook", types = new[] { "order.placed" } })).Created().Id,
            ["api-keys"] = (await Key(user)).Id,
            ["roles"] = (await api.Post("/api/v1/roles", new { name = "Tempted", permissions = new { } })).Created().Id,
            ["territories"] = (await api.Post("/api/v1/territories", new { name = "Tempted", ownerId = user.Id })).Created().Id,
            ["imports"] = (await api.Post("/api/v1/imports", new { resource = "customers" })).Created().Id,
            ["custom-fields"] = (await api.Post("/api/v1/custom-fields", new { target = "customer", key = "tempted", type = "text", label = "Tempted" })).Created().Id,
        };
        return collection => ids.GetValueOrDefault(collection) ?? theirs(collection);
    }
}
