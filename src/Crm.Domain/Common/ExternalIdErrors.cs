namespace Crm.Domain.Common;

public static class ExternalIdErrors
{
    public static RuleBroken Archived(Guid id) =>
        new("external_id.archived", "The record with this external id is archived; restore it first.", new Dictionary<string, object?> { ["id"] = id });
}
