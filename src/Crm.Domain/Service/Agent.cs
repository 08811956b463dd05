using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Service.Calendars;

namespace Crm.Domain.Service;

/// <summary>What somebody who answers tickets can do, and how much. Every member of a queue is one; who says nothing takes whatever asks for no skill and no language.</summary>
public sealed class Agent : Aggregate
{
    public const int LanguagesMax = 20;
    public const int CapacityMax = 1000;

    private List<string> _languages = [];
    private List<string> _skills = [];

    private Agent() { }

    public Id<Agent> Id { get; private set; } = Id<Agent>.New();

    /// <summary>There is one for a user.</summary>
    public Id<User> UserId { get; private set; }

    /// <summary>BCP 47 tags, such as de or zh-Hans.</summary>
    public IReadOnlyList<string> Languages => _languages;

    /// <summary>Lower case, unique, in alphabetical order, as tags are.</summary>
    public IReadOnlyList<string> Skills => _skills;

    /// <summary>The most open tickets that are given by a rule or as the next one; null for no limit.</summary>
    public int? Capacity { get; private set; }

    /// <summary>The hours in which rules give tickets; null for always.</summary>
    public Id<BusinessCalendar>? CalendarId { get; private set; }

    /// <summary>Whether rules give tickets at all: not to who is off duty.</summary>
    public bool IsAvailable { get; private set; } = true;

    public static Agent Of(Id<User> user) => new() { UserId = user };

    public void Change(IReadOnlyCollection<string> languages, IReadOnlyCollection<string> skills, int? capacity, Id<BusinessCalendar>? calendar)
    {
        _languages = [.. languages.Select(l => l.Trim()).DistinctBy(l => l.ToLowerInvariant()).Order(StringComparer.Ordinal)];
        _skills = Tags.Clean(skills);
        (Capacity, CalendarId) = (capacity, calendar);
    }

    public void SetAvailability(bool isAvailable) => IsAvailable = isAvailable;

    /// <summary>Whether one more ticket fits.</summary>
    public bool HasRoom(int openTickets) => Capacity is not { } most || openTickets < most;

    /// <exception cref="RuleBroken">The agent has as many tickets as fit.</exception>
    public void EnsureRoom(int openTickets)
    {
        if (!HasRoom(openTickets)) throw AgentErrors.AtCapacity(openTickets, Capacity!.Value);
    }

    /// <summary>Whether the agent has every skill and speaks the language that is asked for.</summary>
    public bool Meets(TicketNeeds needs) => needs.Skills.All(_skills.Contains) && (needs.Language is not { } language || _languages.Exists(spoken => IsSame(spoken, language)));

    // de speaks de-AT and the other way round, zh-Hans does not speak zh-Hant.
    private static bool IsSame(string spoken, string asked) => $"{spoken}-".StartsWith($"{asked}-", StringComparison.OrdinalIgnoreCase) || $"{asked}-".StartsWith($"{spoken}-", StringComparison.OrdinalIgnoreCase);
}

/// <summary>What a ticket asks of whoever gets it.</summary>
/// <param name="Language">That of the contact or the customer; null where the queue does not ask for it, or it is not known.</param>
public sealed record TicketNeeds(IReadOnlyCollection<string> Skills, string? Language)
{
    public static TicketNeeds Of(Queue queue, IEnumerable<string> skills, string? language) => new([.. queue.RequiredSkills.Union(skills)], queue.MatchLanguage ? language : null);
}

public static class AgentErrors
{
    /// <summary>The details say how many open tickets there are and how many fit.</summary>
    public static RuleBroken AtCapacity(int openTickets, int capacity) =>
        new("agent.at_capacity", $"You have {openTickets} open tickets, and {capacity} is the most: resolve or hand on one of them first.",
            new Dictionary<string, object?> { ["openTickets"] = openTickets, ["capacity"] = capacity });

    public static RuleBroken NoQueues => new("agent.no_queues", "You are a member of no queue: have yourself put into one first.");

    /// <summary>The detail queueIds names them.</summary>
    public static RuleBroken NotMember(IReadOnlyCollection<Guid> queueIds) =>
        new("agent.not_member", "You are no member of a queue that the request names: leave out what details names.", new Dictionary<string, object?> { ["queueIds"] = queueIds });

    public static RuleBroken Deactivated => new("agent.deactivated", "You were deactivated at this moment, and are given no work.");
}
