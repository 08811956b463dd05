using Crm.Application.Common;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Common;

/// <summary>What became of a bulk.</summary>
/// <param name="Data">One entry for each item, in the order of the items.</param>
internal sealed record BulkDetails(IReadOnlyList<BulkRow> Data);

/// <summary>What became of one item.</summary>
/// <param name="Index">Its place among the items, from 0.</param>
/// <param name="Status">The status that a single request would have been answered with: 201, or that of the problem.</param>
/// <param name="Id">The new record; null when the item was refused.</param>
/// <param name="Problem">Why it was refused; null when it was not. Its pointers start at the item.</param>
internal sealed record BulkRow(int Index, int Status, Guid? Id, ProblemDetails? Problem);

internal static class BulkRoutes
{
    public const string Lines = "application/x-ndjson";

    /// <summary>Creating many at once: the same route for every resource that is created by a body alone.</summary>
    public static void MapBulk<TRegister, TDetails>(this RouteGroupBuilder resource, Area area, string plural, Func<TDetails, Guid> id)
        where TRegister : class, IRequest<TDetails> where TDetails : class =>
        resource.MapPost("/bulk", async Task<IResult> (BulkBody<TRegister> body, HttpContext http, Bulk bulk, CancellationToken ct) =>
            {
                var outcomes = await bulk.Run<TRegister, TDetails>(body.Items, body.Mode, ct);
                var rows = outcomes.Select((o, index) => o.Refused is null
                    ? new BulkRow(index, StatusCodes.Status201Created, id(o.Resource!), null)
                    : Refused(index, Problems.OfPart(o.Refused, http)));
                return TypedResults.Json(new BulkDetails([.. rows]), statusCode: body.Mode == BulkMode.Partial ? StatusCodes.Status207MultiStatus : StatusCodes.Status200OK);
            })
            .Needs(area, Act.Create).Describe($"create{char.ToUpperInvariant(plural[0])}{plural[1..]}InBulk", $"Create up to {Bulk.Most} {plural} at once",
                $"Takes {{\"items\":[…]}} or NDJSON with an item a line, each as a single request has it. With mode=atomic (the default) all are created or, when one is refused, none; with mode=partial those that can be are, and the answer (207) says of each what became of it.")
            .Accepts<BulkOf<TRegister>>("application/json", Lines)
            .Produces<BulkDetails>().Produces<BulkDetails>(StatusCodes.Status207MultiStatus).ProducesProblem(404).ProducesProblem(409)
            .WithMetadata(new TakesBulkMode()).RequireIdempotencyKey();

    /// <summary>Whether the items stand in lines, which pointers count as the items of one array.</summary>
    public static bool AreLines(HttpRequest request) => request.ContentType?.Split(';')[0].Trim().Equals(Lines, StringComparison.OrdinalIgnoreCase) is true;

    internal sealed class TakesBulkMode;

    private static BulkRow Refused(int index, ProblemDetails problem) => new(index, problem.Status!.Value, null, problem);
}
