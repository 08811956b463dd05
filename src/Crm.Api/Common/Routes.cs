using System.Diagnostics.CodeAnalysis;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Crm.Api.Common;

/// <summary>What the routes of every area share, so that a route is one statement.</summary>
internal static class Routes
{
    public const string Patch = "application/merge-patch+json";

    /// <summary>Describes a list's parameters in the document.</summary>
    public static RouteHandlerBuilder Lists(this RouteHandlerBuilder route, IListSpec spec) => route.WithMetadata(new ListMetadata(spec));

    /// <summary>Names and summarises an operation; the name is the operationId, verb and noun.</summary>
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder route, string name, string summary, string? description = null) =>
        route.WithName(name).WithSummary(summary).WithDescription(description ?? summary + ".");

    /// <summary>A realistic body, which the page offers to whoever tries the operation.</summary>
    public static RouteHandlerBuilder Example(this RouteHandlerBuilder route, [StringSyntax(StringSyntaxAttribute.Json)] string json) => route.WithMetadata(new BodyExample(json));

    internal sealed record BodyExample(string Json);

    /// <summary>The answers of an operation on one record whose state may forbid it.</summary>
    public static RouteHandlerBuilder MayConflict(this RouteHandlerBuilder route) => route.ProducesProblem(404).ProducesProblem(409).ProducesProblem(412);

    public static async Task<Created<TResource>> Created<TResource, T>(this Task<TResource> creation, string collection, Func<TResource, Id<T>> id) where T : class
    {
        var resource = await creation;
        return TypedResults.Created($"/api/v1/{collection}/{id(resource)}", resource);
    }

    /// <summary>Archiving and restoring: the same two routes for every archivable resource.</summary>
    public static void MapArchiving<T>(this RouteGroupBuilder resource, Area area, string noun, Act act = Act.Archive) where T : ArchivableAggregate
    {
        var name = string.Concat(noun.Split(' ').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        resource.MapDelete("/{id}", async Task<NoContent> (Id<T> id, IMediator send, CancellationToken ct) =>
            {
                await send.Send(new Archive<T> { Id = id }, ct);
                return TypedResults.NoContent();
            })
            .Needs(area, act).Describe($"archive{name}", $"Archive a {noun}", $"Takes the {noun} out of lists and new work; what refers to it stays.").MayConflict();

        resource.MapPut("/{id}/restoration", async Task<NoContent> (Id<T> id, IMediator send, CancellationToken ct) =>
            {
                await send.Send(new Restore<T> { Id = id }, ct);
                return TypedResults.NoContent();
            })
            .Needs(area, act).Describe($"restore{name}", $"Restore a {noun} from the archive").MayConflict();
    }
}

/// <summary>A failure of an operation that the document cannot see in the code.</summary>
internal sealed record CertainFailure(Failure Failure);
