namespace Crm.Tests;

public sealed partial class Given
{
    /// <summary>What a complaint is resolved with.</summary>
    public static object Explained(string? rootCauseCode = null, string? remedyCode = null, object? remedyCost = null) =>
        new { code = "refunded", text = "Paid back.", rootCause = "Packed badly", remedy = "The price", rootCauseCode, remedyCode, remedyCost };

    /// <summary>A complaint that was accepted, of a customer of its own when none is named.</summary>
    public async Task<Answer> Complaint(string? customerId = null, string? productId = null)
    {
        customerId ??= (await Customer()).Id;
        return await Put((await api.Post("/api/v1/tickets", new { customerId, productId, subject = Unique("The jar is broken"), type = "complaint", channel = "phone" })).Created(), "acceptance");
    }

    public async Task<Answer> ResolvedComplaint(string? customerId = null, string? productId = null, string? rootCauseCode = null, object? remedyCost = null) =>
        await Put(await Complaint(customerId, productId), "resolution", Explained(rootCauseCode, remedyCost: remedyCost));

    /// <summary>A survey that was just made, with its token.</summary>
    public async Task<Answer> Survey(Answer ticket) => (await api.Post($"/api/v1/tickets/{ticket.Id}/surveys")).Created();

    /// <summary>What a customer answers who has the token of the survey and nothing else.</summary>
    public Task<Answer> AnswerTo(Answer survey, int score, string? comment = null) => App.Stranger().Post("/api/v1/survey-answers", new { token = (string?)survey["token"], score, comment });

    /// <summary>A client that is signed in with a role of these permissions and rules, and the user.</summary>
    public async Task<(Answer User, Api Api)> SomebodyWho(object permissions, params object[] fieldRules)
    {
        var role = (await api.Post("/api/v1/roles", new { name = Unique("Role"), permissions, fieldRules })).Created();
        var user = await User([Guid.Parse(role.Id)]);
        return (user, await SignedIn(user));
    }
}
