using Crm.Domain.Common;
using Crm.Domain.Customers;

namespace Crm.Domain.Service.Levels;

/// <summary>What decides which policy a ticket gets.</summary>
public sealed record SlaSubject(
    TicketType Type, TicketPriority Priority, TicketChannel Channel, IReadOnlyCollection<string> Tags, Market? Market, SizeClass? SizeClass, IReadOnlyCollection<string> CustomerTags);

/// <summary>Which tickets a policy is for: each list that is not empty must hold what the ticket has; of tags one is enough.</summary>
public sealed class SlaConditions : IEquatable<SlaConditions>
{
    public static readonly SlaConditions None = new();

    public IReadOnlyList<TicketType> Types { get; init => field = Clean(value); } = [];
    public IReadOnlyList<TicketPriority> Priorities { get; init => field = Clean(value); } = [];
    public IReadOnlyList<TicketChannel> Channels { get; init => field = Clean(value); } = [];

    /// <summary>Markets of the customer.</summary>
    public IReadOnlyList<Market> Markets { get; init => field = Clean(value); } = [];

    /// <summary>Size classes of the customer.</summary>
    public IReadOnlyList<SizeClass> SizeClasses { get; init => field = Clean(value); } = [];

    /// <summary>Tags of the ticket.</summary>
    public IReadOnlyList<string> Tags { get; init => field = Common.Tags.Clean(value); } = [];

    /// <summary>Tags of the customer.</summary>
    public IReadOnlyList<string> CustomerTags { get; init => field = Common.Tags.Clean(value); } = [];

    /// <summary>Why the policy is for the ticket, in words, such as "priority urgent, market business"; null when it is not.</summary>
    public string? Match(SlaSubject ticket)
    {
        List<string> met = [];
        return Meets("type", Types, ticket.Type) && Meets("priority", Priorities, ticket.Priority) && Meets("channel", Channels, ticket.Channel)
            && Meets("market", Markets, ticket.Market) && Meets("size class", SizeClasses, ticket.SizeClass) && Share("tag", Tags, ticket.Tags) && Share("customer tag", CustomerTags, ticket.CustomerTags)
            ? string.Join(", ", met)
            : null;

        bool Meets<T>(string what, IReadOnlyList<T> asked, T? has) where T : struct, Enum
        {
            if (asked.Count == 0) return true;
            if (has is not { } value || !asked.Contains(value)) return false;
            met.Add($"{what} {Text.Words(value.ToString()).ToLowerInvariant()}");
            return true;
        }

        bool Share(string what, IReadOnlyList<string> asked, IReadOnlyCollection<string> has)
        {
            if (asked.Count == 0) return true;
            var shared = asked.FirstOrDefault(has.Contains);
            if (shared is not null) met.Add($"{what} {shared}");
            return shared is not null;
        }
    }

    public bool Equals(SlaConditions? other) =>
        other is not null && Types.SequenceEqual(other.Types) && Priorities.SequenceEqual(other.Priorities) && Channels.SequenceEqual(other.Channels) && Markets.SequenceEqual(other.Markets)
        && SizeClasses.SequenceEqual(other.SizeClasses) && Tags.SequenceEqual(other.Tags) && CustomerTags.SequenceEqual(other.CustomerTags);

    public override bool Equals(object? obj) => Equals(obj as SlaConditions);

    public override int GetHashCode() => HashCode.Combine(Types.Count, Priorities.Count, Channels.Count, Markets.Count, SizeClasses.Count, Tags.Count, CustomerTags.Count);

    private static IReadOnlyList<T> Clean<T>(IEnumerable<T> values) => [.. values.Distinct().Order()];
}
