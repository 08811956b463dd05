using Crm.Application.Service.Levels;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Crm.Tests;

public sealed partial class Given
{
    private static readonly string[] WorkDays = ["monday", "tuesday", "wednesday", "thursday", "friday"];

    /// <summary>A calendar from Monday to Friday, 9 to 17.</summary>
    public async Task<Answer> Calendar(string timeZone, params object[] holidays) =>
        (await api.Post("/api/v1/calendars", new { name = Unique("Desk"), timeZone, hours = WorkDays.Select(day => new { day, start = "09:00", end = "17:00" }), holidays })).Created();

    public async Task<Answer> SlaPolicy(object policy) => (await api.Post("/api/v1/sla-policies", policy)).Created();

    /// <summary>Lets the work be done that a background job does.</summary>
    public async Task<int> RingClocks()
    {
        var done = 0;
        while (true)
        {
            await using var scope = app.Services.CreateAsyncScope();
            var now = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new RingClocks(), TestContext.Current.CancellationToken);
            if (now.Tickets == 0) return done;
            done += now.Tickets;
        }
    }
}
