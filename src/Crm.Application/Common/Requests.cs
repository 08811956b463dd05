using System.Text.Json.Serialization;
using Crm.Domain.Common;

namespace Crm.Application.Common;

/// <summary>A command on one record whose id stands in the address, not in the body.</summary>
public abstract record CommandOn<T> where T : class
{
    [JsonIgnore]
    public Id<T> Id { get; init; }
}

/// <summary>A resource that carries its version, which becomes its ETag.</summary>
public interface IVersioned
{
    int Version { get; }
}
