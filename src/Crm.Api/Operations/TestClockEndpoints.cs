using Crm.Api.Common;
using Crm.Application.Operations;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Crm.Api.Operations;

internal static class TestClockEndpoints
{
    private const string Where = " For instances outside of production: there integrators and tests need not wait. Tokens, sessions, keys and limits on requests go by the real time.";

    public static void MapTestClock(this RouteGroupBuilder v1)
    {
        var clock = v1.MapGroup("/test-clock").WithTags("Test clock");

        clock.MapGet("/", Task<TestClockDetails> (IMediator send, CancellationToken ct) => send.Send(new GetTestClock(), ct))
            .Needs(Area.Settings, Act.Read).Describe("getTestClock", "Read the test clock", "What time it is for the rules." + Where).ProducesProblem(409);

        clock.MapPut("/", Task<TestClockDetails> (SetTestClock body, IMediator send, CancellationToken ct) => send.Send(body, ct))
            .Needs(Area.Settings, Act.Manage).Describe("setTestClock", "Set the test clock", "Sets the time that the rules go by, on every instance." + Where).ProducesProblem(409).ProducesProblem(412)
            .Example("""{"now":"2026-11-20T15:30:00Z","isStopped":true}""");

        clock.MapPost("/advances", Task<TestClockDetails> (AdvanceTestClock body, IMediator send, CancellationToken ct) => send.Send(body, ct))
            .Needs(Area.Settings, Act.Manage).Describe("advanceTestClock", "Let time pass", "Moves the test clock on. What comes due meanwhile, such as a warning or a breach, is dealt with by the jobs within seconds." + Where).ProducesProblem(409).ProducesProblem(412)
            .Example("""{"seconds":3600}""");

        clock.MapDelete("/", async Task<NoContent> (IMediator send, CancellationToken ct) =>
            {
                await send.Send(new ResetTestClock(), ct);
                return TypedResults.NoContent();
            })
            .Needs(Area.Settings, Act.Manage).Describe("resetTestClock", "Go back to the real time").ProducesProblem(409).ProducesProblem(412);
    }

    /// <summary>Lets each request go by what the test clock says when it comes.</summary>
    public static void UseTestClock(this WebApplication app)
    {
        if (app.Services.GetRequiredService<ITestTime>() is not { IsOn: true } time) return;
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/api"), api => api.Use(async (http, next) =>
        {
            await time.Follow(http.RequestAborted);
            await next(http);
        }));
    }

    /// <summary>Whether the configuration and the environment have a test clock: outside of production, unless TestClock:Enabled says no.</summary>
    public static bool HasTestClock(this WebApplicationBuilder builder)
    {
        var said = builder.Configuration.GetValue<bool?>("TestClock:Enabled");
        return said ?? !builder.Environment.IsProduction() && !builder.Environment.IsEnvironment("Testing");
    }
}
