using Crm.Tests.Postgres;
using Xunit;

namespace Crm.Tests.Common;

/// <summary>Transactions that the database stops because they met another are run again, a few times. Here the database says so by a trigger, with the code of a deadlock, when all is done but the commit.</summary>
public sealed class CollisionTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task A_collision_that_outlasts_its_repetitions_is_answered_with_409_and_nothing_has_happened()
    {
        var ticket = await app.Given.Ticket();
        await Collide(ticket, int.MaxValue);

        (await app.Api().Put($"/api/v1/tickets/{ticket.Id}/acceptance")).Conflict("conflict.concurrent_change");

        Assert.Equal(5L, await Met(ticket));
        Assert.Equal(ticket.Text, (await app.Api().Get($"/api/v1/tickets/{ticket.Id}")).Ok().Text);
    }

    [Fact]
    public async Task A_collision_that_ends_before_is_not_seen_and_the_act_has_one_effect()
    {
        var ticket = await app.Given.Ticket();
        await Collide(ticket, 4);

        var accepted = (await app.Api().Put($"/api/v1/tickets/{ticket.Id}/acceptance")).Ok();

        Assert.Equal(5L, await Met(ticket));   // four, and the one that went through
        Assert.Equal(("open", 2), ((string?)accepted["status"], (int)accepted["version"]!));
        Assert.Equal(accepted.Text, (await app.Api().Get($"/api/v1/tickets/{ticket.Id}")).Ok().Text);
    }

    // A sequence counts on, whatever is undone.
    private Task<object?> Collide(Answer ticket, int times) => Sql.RunAsync(app.AsOwner,
        $"""
         CREATE SEQUENCE "met_{ticket.Id}";
         CREATE FUNCTION "collide_{ticket.Id}"() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
           IF nextval('"met_{ticket.Id}"') <= {times} THEN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = 'deadlock_detected'; END IF;
           RETURN NULL;
         END $$;
         CREATE TRIGGER "collides_{ticket.Id}" AFTER UPDATE ON tickets FOR EACH ROW WHEN (NEW.id = '{ticket.Id}') EXECUTE FUNCTION "collide_{ticket.Id}"();
         """);

    private async Task<long> Met(Answer ticket) => (long)(await Sql.RunAsync(app.AsOwner, $"""SELECT last_value FROM "met_{ticket.Id}" """))!;
}
