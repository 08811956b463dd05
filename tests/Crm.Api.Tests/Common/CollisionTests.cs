using Crm.Application.Service.Tickets;
using MediatR;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Crm.Tests.Common;

/// <summary>Transactions that the database stops because they met another are run again, a few times.</summary>
public sealed class CollisionTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task A_collision_that_outlasts_its_repetitions_is_answered_with_409_and_nothing_has_happened()
    {
        var ticket = await app.Given.Ticket();
        await using var unlucky = With(new Collisions(int.MaxValue), out var collisions);

        var refused = await app.ApiOf(unlucky).Put($"/api/v1/tickets/{ticket.Id}/acceptance");

        refused.Conflict("conflict.concurrent_change");
        Assert.Equal(5, collisions.Met);
        Assert.Equal(ticket.Text, (await app.Api().Get($"/api/v1/tickets/{ticket.Id}")).Ok().Text);
    }

    [Fact]
    public async Task A_collision_that_ends_before_is_not_seen_and_the_act_has_one_effect()
    {
        var ticket = await app.Given.Ticket();
        await using var unlucky = With(new Collisions(4), out var collisions);

        var accepted = (await app.ApiOf(unlucky).Put($"/api/v1/tickets/{ticket.Id}/acceptance")).Ok();

        Assert.Equal(4, collisions.Met);
        Assert.Equal(("open", 2), ((string?)accepted["status"], (int)accepted["version"]!));
        Assert.Equal(accepted.Text, (await app.Api().Get($"/api/v1/tickets/{ticket.Id}")).Ok().Text);
    }

    private WebApplicationFactory<Program> With(Collisions made, out Collisions collisions)
    {
        collisions = made;
        return app.WithWebHostBuilder(b => b.ConfigureServices(s => s.AddSingleton(made).AddTransient(typeof(IPipelineBehavior<,>), typeof(Colliding<,>))));
    }

    private sealed class Collisions(int most)
    {
        private int _met;

        public int Met => _met;

        public bool Another => _met < most && Interlocked.Increment(ref _met) > 0;
    }

    /// <summary>Stands inside the transaction: all is done and saved when the database stops it.</summary>
    private sealed class Colliding<TRequest, TResponse>(Collisions collisions) : IPipelineBehavior<TRequest, TResponse> where TRequest : notnull
    {
        public async Task<TResponse> Handle(TRequest request, CancellationToken ct, RequestHandlerDelegate<TResponse> next)
        {
            var response = await next();
            return request is AcceptTicket && collisions.Another
                ? throw new PostgresException("deadlock detected", "ERROR", "ERROR", PostgresErrorCodes.DeadlockDetected)
                : response;
        }
    }
}
