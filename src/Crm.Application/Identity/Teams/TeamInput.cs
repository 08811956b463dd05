using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Identity.Teams;

/// <summary>What a caller may write about a team.</summary>
public record TeamInput
{
    /// <summary>Unique, upper and lower case alike.</summary>
    public required string Name { get; init; }
    public string? Description { get; init; }

    /// <summary>The members, active users; nobody when null.</summary>
    public IReadOnlyList<Id<User>>? MemberIds { get; init; }

    internal static TeamInput Of(Team t) => new() { Name = t.Name, Description = t.Description, MemberIds = [.. t.Members.Select(m => m.UserId).Order()] };
}

internal sealed class TeamInputValidator : AbstractValidator<TeamInput>
{
    public TeamInputValidator()
    {
        RuleFor(t => t.Name).RequiredLine(Team.NameMax);
        RuleFor(t => t.Description).Block(Team.DescriptionMax);
        RuleFor(t => t.MemberIds).AtMost(Team.MembersMax).NoRepeats();
    }
}

internal static class TeamReferences
{
    /// <summary>New members are active users, and stay so until the team is saved; needs a transaction. A member from before has left when deactivated.</summary>
    /// <exception cref="InvalidInput">One is unknown or deactivated (400, naming each).</exception>
    public static async Task EnsureMembers(this ICrmDb db, TeamInput input, Team? before, CancellationToken ct)
    {
        var fresh = (input.MemberIds ?? []).Except(before?.Members.Select(m => m.UserId) ?? []).ToList();
        if (fresh.Count == 0) return;
        await db.HoldAsync(fresh, ct);
        var active = await db.Users.Where(u => fresh.Contains(u.Id) && u.IsActive).Select(u => u.Id).ToListAsync(ct);
        InputError[] unknown = [.. input.MemberIds!.Index().Where(m => fresh.Contains(m.Item) && !active.Contains(m.Item))
            .SelectMany(m => InvalidInput.UnknownReference($"/memberIds/{m.Index}", nameof(User)).Errors)];
        if (unknown.Length > 0) throw new InvalidInput(unknown);
    }
}
