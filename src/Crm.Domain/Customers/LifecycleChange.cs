using Crm.Domain.Common;

namespace Crm.Domain.Customers;

/// <summary>One step of a customer's life cycle; the first one has no <see cref="From"/>.</summary>
public sealed class LifecycleChange
{
    public const int ReasonMax = 500;

    private LifecycleChange() { }

    internal LifecycleChange(Lifecycle? from, Lifecycle to, string? reason, DateTimeOffset at) => (From, To, Reason, At) = (from, to, reason, at);

    public Id<LifecycleChange> Id { get; private set; } = Id<LifecycleChange>.New();
    public Lifecycle? From { get; private set; }
    public Lifecycle To { get; private set; }
    public string? Reason { get; private set; }
    public DateTimeOffset At { get; private set; }
}
