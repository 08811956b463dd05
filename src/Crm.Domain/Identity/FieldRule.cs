namespace Crm.Domain.Identity;

/// <summary>Hidden fields are empty in answers and unknown to filters and sorts; read-only ones cannot be written.</summary>
public enum FieldAccess { ReadOnly, Hidden }

/// <summary>What a role does not let its users do with one field.</summary>
/// <param name="Resource">The kind of record, such as customer.</param>
/// <param name="Field">The member of its answers, such as birthDate.</param>
public sealed record FieldRule(string Resource, string Field, FieldAccess Access)
{
    public const int NameMax = 60;
}
