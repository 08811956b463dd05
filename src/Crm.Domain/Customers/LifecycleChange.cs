using Crm.Domain.Common;
using Crm.Domain.Identity;

namespace Crm.Domain.Customers;

/// <summary>One step of a customer's life cycle; the first one has no <see cref="From"/>.</summary>
public sealed class LifecycleChange
{
    public const int ReasonMax = 500;

    private LifecycleChange() { }

    internal LifecycleChange(Id<Customer> customer, Lifecycle? from, Lifecycle to, string? reason, Id<User>? by, DateTimeOffset at) =>
        (CustomerId, From, To, Reason, By, At) = (customer, from, to, reason, by, at);

    public Id<LifecycleChange> Id { get; private set; } = Id<LifecycleChange>.New();
    public Id<Customer> CustomerId { get; private set; }
    public Lifecycle? From { get; private set; }
    public Lifecycle To { get; private set; }
    public string? Reason { get; private set; }

    /// <summary>Who did it; null for a job.</summary>
    public Id<User>? By { get; private set; }
    public DateTimeOffset At { get; private set; }

    /// <summary>The step stays, without what was said about it.</summary>
    public void Erase() => Reason = null;
}
