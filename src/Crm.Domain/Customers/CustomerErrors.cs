using Crm.Domain.Common;
using Crm.Domain.Customers.Duplicates;
using Crm.Domain.Identity;

namespace Crm.Domain.Customers;

[ToldAs("customer.created")]
public sealed record CustomerRegistered(Id<Customer> CustomerId) : IDomainEvent;

public sealed record CustomerHandedOver(Id<Customer> CustomerId, Id<User>? From, Id<User>? To) : IDomainEvent;

public static class CustomerErrors
{
    public static RuleBroken KindIsFixed => new("customer.kind_is_fixed", "A person cannot become an organisation, nor the other way round; register a new customer.");
    public static RuleBroken Nameless => new("customer.nameless", "A customer needs a name, or a given or family name, or a legal name.");
    public static RuleBroken PersonFieldsOnOrganization => new("customer.person_fields_on_organization", "givenName, familyName, birthDate and incomeBand belong to persons only.");
    public static RuleBroken OrganizationFieldsOnPerson => new("customer.organization_fields_on_person", "legalName, registrationNumber, employeeCount, annualRevenue and industry belong to organisations only.");
    public static RuleBroken OnlyOrganizationsHaveParents => new("customer.only_organizations_have_parents", "Only an organisation can be put under another organisation.");
    public static RuleBroken ParentIsNoOrganization => new("customer.parent_is_no_organization", "The parent must be an organisation.");
    public static RuleBroken Archived => new("customer.archived", "The customer is archived; restore it before it orders again.");
    public static RuleBroken HierarchyCycle => new("customer.hierarchy_cycle", "An organisation cannot stand under itself, directly or through others.");

    public static RuleBroken Merged(Id<Customer> survivor) =>
        new("customer.merged", $"The customer was merged into {survivor}; repeat the request with that one.", new Dictionary<string, object?> { ["survivorId"] = survivor.Value });

    /// <summary>At most so many candidates are named.</summary>
    public const int MostCandidates = 10;

    public static RuleBroken Duplicate(IReadOnlyList<DuplicateCandidate> candidates) =>
        new("customer.duplicate", "The customer seems to be there already, see candidates; use the one that is there, or send allowDuplicate: true when it is another one.",
            new Dictionary<string, object?> { ["candidates"] = candidates });

    public static RuleBroken TwoDefaultAddresses(AddressType type) =>
        new("customer.two_default_addresses", $"Only one address of the type {type} can be the default; mark one.");

    public static RuleBroken LifecycleStep(Lifecycle from, Lifecycle to) =>
        new("customer.lifecycle_step", $"A customer cannot go from {from} to {to}.");
}
