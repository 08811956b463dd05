namespace Crm.Tests;

public sealed partial class Given
{
    public static object Euros(string amount) => new { amount, currency = "EUR" };

    /// <summary>The body of an order; whoever needs another member changes a copy.</summary>
    public static Dictionary<string, object?> OrderOf(Answer customer, params object[] lines) => new()
    {
        ["customerId"] = customer.Id,
        ["currency"] = "EUR",
        ["channel"] = "phone",
        ["shippingAddress"] = Address(),
        ["lines"] = lines,
    };

    /// <summary>A draft of so many pieces of a product.</summary>
    public async Task<Answer> DraftOrder(string? product = null, decimal quantity = 2, Answer? customer = null) =>
        (await api.Post("/api/v1/orders", OrderOf(customer ?? await Customer(), new { productId = product ?? await Product(), quantity }))).Created();

    public async Task<Answer> Placed(string? product = null, decimal quantity = 2, Answer? customer = null)
    {
        var order = OrderOf(customer ?? await Customer(), new { productId = product ?? await Product(), quantity });
        order["place"] = true;
        return (await api.Post("/api/v1/orders", order)).Created();
    }

    /// <summary>A customer who may owe so much.</summary>
    public async Task<Answer> CustomerWithLimit(string limit, string currency = "EUR")
    {
        var customer = await Customer();
        return (await api.Put($"{customer.Location}/credit", new { limit = new { amount = limit, currency } }, ("If-Match", "*"))).Ok();
    }
}
