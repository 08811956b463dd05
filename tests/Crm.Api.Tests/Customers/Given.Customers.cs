namespace Crm.Tests;

public sealed partial class Given
{
    public static object Address(string city = "Berlin") => new { line1 = "Obere Str. 57", postalCode = "12209", city, country = "DE" };

    public async Task<Answer> Customer(string? name = null) =>
        (await api.Post("/api/v1/customers", new { kind = "organization", name = name ?? Unique("Acme"), relationships = new[] { "customer" } })).Created();

    public async Task<Answer> Person(string? name = null) =>
        (await api.Post("/api/v1/customers", new { kind = "person", name = name ?? Unique("Anna Schmidt") })).Created();
}
