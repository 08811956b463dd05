namespace Crm.Tests;

public sealed partial class Given
{
    /// <summary>An active user.</summary>
    public async Task<Answer> User(Duty duty = Duty.Agent, string? reportsToId = null) => await User(Staff.RolesOf(duty), reportsToId);

    /// <summary>An active user with these roles.</summary>
    public async Task<Answer> User(IEnumerable<Guid> roleIds, string? reportsToId = null)
    {
        var name = Unique("User");
        return (await api.Post("/api/v1/users", new { email = $"{name.Replace(' ', '-')}@crm.test", name, roleIds, reportsToId, password = Staff.Password })).Created();
    }

    /// <summary>A client that is signed in as the user.</summary>
    public async Task<Api> SignedIn(Answer user)
    {
        var tokens = await Session(user);
        return App.Bearing((string)tokens["accessToken"]!);
    }

    /// <summary>The answer to signing in: both tokens.</summary>
    public async Task<Answer> Session(Answer user) => (await App.Stranger().Post("/api/v1/tokens", new { email = (string?)user["email"], password = Staff.Password })).Ok();

    /// <summary>A key that acts in the name of an agent, with its secret.</summary>
    public async Task<Answer> Key(Answer? user = null, DateTimeOffset? expiresAt = null, IEnumerable<string>? customerIds = null) =>
        (await api.Post("/api/v1/api-keys", new { name = Unique("Key"), userId = (user ?? await User()).Id, scopes = new[] { "customers:read", "identity:read" }, expiresAt, customerIds })).Created();

    public async Task<Answer> Team(string? name = null, params Answer[] members) =>
        (await api.Post("/api/v1/teams", new { name = name ?? Unique("Key accounts"), memberIds = members.Select(m => m.Id) })).Created();

    public async Task<Answer> CustomerOf(Answer? owner, Answer? team = null) =>
        (await api.Post("/api/v1/customers", new { kind = "organization", name = Unique("Acme"), relationships = new[] { "customer" }, ownerId = owner?.Id, teamId = team?.Id })).Created();

    /// <summary>A draft.</summary>
    public async Task<Answer> OrderOf(Answer owner)
    {
        var order = OrderOf(await Customer(), new { text = "Tasting", quantity = 1, unitPrice = Euros("80.00"), taxRate = 19 });
        order["ownerId"] = owner.Id;
        return (await api.Post("/api/v1/orders", order)).Created();
    }

    public async Task<Answer> TicketOf(Answer assignee)
    {
        var ticket = await Ticket();
        return (await api.Put($"{ticket.Location}/assignee", new { userId = assignee.Id })).Ok() with { Location = ticket.Location };
    }

    public Task<Answer> HandOver(Answer from, Answer to, object? customers = null, object? orders = null, object? tickets = null, Api? by = null) =>
        (by ?? api).Post($"/api/v1/users/{from.Id}/hand-overs", new { toUserId = to.Id, reason = "Parental leave", customers, orders, tickets });

    public async Task<Answer> Now(Answer record) => (await api.Get(record.Location!)).Ok();
}
