namespace Crm.Tests;

public sealed partial class Given
{
    public async Task<Answer> Contact(string customerId, string? name = null, bool isPrimary = false) =>
        (await api.Post("/api/v1/contacts", new { customerId, name = name ?? Unique("Jo Doe"), isPrimary })).Created();
}
