using Crm.Domain.Common;

namespace Crm.Domain.Customers;

public static class ContactErrors
{
    public static RuleBroken NameMissing =>
        new("contact.name_missing", "A contact needs a name: give a display name, a given name or a family name.");

    public static RuleBroken OwnManager =>
        new("contact.own_manager", "A contact cannot be its own manager: name another contact or none.");

    public static RuleBroken ManagerOfOtherCustomer =>
        new("contact.manager_of_other_customer", "A manager must be a contact of the same customer.");

    public static RuleBroken ManagerArchived =>
        new("contact.manager_archived", "An archived contact cannot become a manager: restore it first.");

    public static RuleBroken ManagerCycle =>
        new("contact.manager_cycle", "The manager reports to this contact already, directly or through others: change that first.");

    public static RuleBroken Archived =>
        new("contact.archived", "An archived contact cannot be the primary one: restore it first.");
}
