namespace Crm.Tests;

public sealed partial class Given
{
    public static readonly object Solved = new { code = "solved", text = "Replaced the seal." };

    public async Task<Answer> Queue(string? name = null) => (await api.Post("/api/v1/queues", new { name = name ?? Unique("Repairs") })).Created();

    /// <summary>A new ticket, of a customer of its own when none is named.</summary>
    public async Task<Answer> Ticket(string? customerId = null, string type = "question", string priority = "normal")
    {
        customerId ??= (await Customer()).Id;
        return (await api.Post("/api/v1/tickets", new { customerId, subject = Unique("The pump leaks"), type, channel = "email", priority })).Created();
    }

    public async Task<Answer> OpenTicket(string? customerId = null, string type = "question") => await Put(await Ticket(customerId, type), "acceptance");

    public async Task<Answer> ResolvedTicket(string? customerId = null) => await Put(await OpenTicket(customerId), "resolution", Solved);

    public async Task<Answer> ClosedTicket(string? customerId = null) => await Put(await ResolvedTicket(customerId), "closure");

    public async Task<Answer> Message(Answer ticket, string kind, string body = "Hello") =>
        (await api.Post($"/api/v1/tickets/{ticket.Id}/messages", new { kind, channel = "email", body })).Created();

    /// <summary>What a ticket may be about: the ids of an order of the customer and of the product in it.</summary>
    public async Task<(string Order, string Product)> OrderAndProduct(Answer customer)
    {
        var product = await Product();
        return ((await DraftOrder(product, customer: customer)).Id, product);
    }

    private async Task<Answer> Put(Answer ticket, string act, object? body = null) => (await api.Put($"/api/v1/tickets/{ticket.Id}/{act}", body)).Ok();
}
