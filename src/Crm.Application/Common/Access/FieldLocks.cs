using System.Text.Json;
using System.Text.Json.Nodes;
using MediatR;

namespace Crm.Application.Common.Access;

/// <summary>Says that a command writes a field for which there can be a rule, where its name does not.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class WritesFieldAttribute(string resource, string field) : Attribute
{
    public string Resource { get; } = resource;
    public string Field { get; } = field;
}

/// <summary>Keeps callers from writing the fields that their roles lock: in a new record, and by a command of its own; patches are looked at where they are applied.</summary>
public sealed class FieldLocks<TRequest, TResponse>(ICurrentUser caller) : IPipelineBehavior<TRequest, TResponse> where TRequest : notnull
{
    public Task<TResponse> Handle(TRequest request, CancellationToken ct, RequestHandlerDelegate<TResponse> next)
    {
        if (!caller.Access.Fields.IsUnlimited)
        {
            caller.Access.Fields.EnsureOpen(request);
            if (typeof(TRequest).GetCustomAttributes(typeof(WritesFieldAttribute), inherit: false) is [WritesFieldAttribute w] && !caller.Access.Fields.IsWritable(w.Resource, w.Field)) throw FieldLocks.Locked(w.Field);
        }
        return next();
    }
}

internal static class FieldLocks
{
    public static NotAllowed Locked(string field) => new($"Your role does not let you write {field}; leave it out.");

    /// <exception cref="NotAllowed">A new record brings a value for a locked field (403).</exception>
    public static void EnsureOpen(this FieldRights rights, object input)
    {
        for (var type = input.GetType(); type is not null && type != typeof(object); type = type.BaseType)
            foreach (var field in rights.LockedIn(Restrictable.ResourceOf(type)))
                if (type.GetProperties().FirstOrDefault(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name) == field)?.GetValue(input) is not null) throw Locked(field);
    }

    /// <exception cref="NotAllowed">A patch changes a locked field (403).</exception>
    public static void EnsureUntouched(this FieldRights rights, Type input, JsonObject before, JsonObject after)
    {
        foreach (var field in rights.LockedIn(Restrictable.ResourceOf(input)))
            if (!JsonNode.DeepEquals(before[field], after[field])) throw Locked(field);
    }
}
