namespace Crm.Tests;

public sealed partial class Given
{
    public async Task<Answer> StaticSegment(params string[] customers)
    {
        var segment = (await api.Post("/api/v1/segments", new { name = Unique("Segment"), kind = "static" })).Created();
        if (customers.Length > 0) (await api.Post($"{segment.Location}/members", new { customerIds = customers })).Ok();
        return segment;
    }

    public async Task<Answer> DynamicSegment(object filter) => (await api.Post("/api/v1/segments", new { name = Unique("Segment"), kind = "dynamic", filter })).Created();
}
