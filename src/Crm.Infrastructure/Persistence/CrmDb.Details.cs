using System.Linq.Expressions;
using AutoMapper.QueryableExtensions;
using Crm.Application.Common.Access;
using Crm.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Crm.Infrastructure.Persistence;

public sealed partial class CrmDb
{
    public async Task<TDto> GetAsync<T, TDto>(Id<T> id, CancellationToken ct) where T : class where TDto : class
    {
        await foreach (var found in RunCompiled(typeof(TDto), id, Compiled<T, TDto>).WithCancellation(ct)) return found;
        throw new NotFound(typeof(T).Name, id);
    }

    // Not asked for the one row only, which would be a query within a query: the key sees to that.
    private Func<CrmDb, Id<T>, IAsyncEnumerable<TDto>> Compiled<T, TDto>() where T : class where TDto : class
    {
        var map = ((MethodCallExpression)Array.Empty<T>().AsQueryable().ProjectTo<TDto>(_scoped.Maps).Expression).Arguments[1];
        Expression<Func<CrmDb, Id<T>, IQueryable<T>>> one = SeesEverything
            ? (db, id) => db.Set<T>().Unrestricted().AsNoTracking().Where(r => EF.Property<Id<T>>(r, "Id") == id)
            : (db, id) => db.Set<T>().AsNoTracking().Where(r => EF.Property<Id<T>>(r, "Id") == id);
        var mapped = Expression.Call(typeof(Queryable), nameof(Queryable.Select), [typeof(T), typeof(TDto)], one.Body, map);
        return EF.CompileAsyncQuery(Expression.Lambda<Func<CrmDb, Id<T>, IQueryable<TDto>>>(mapped, one.Parameters));
    }
}
