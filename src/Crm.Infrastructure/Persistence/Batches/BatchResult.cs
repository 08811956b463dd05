using System.Collections;
using System.Data.Common;
using Npgsql;

namespace Crm.Infrastructure.Persistence.Batches;

/// <summary>One result of a batch as a reader of its own: it ends where the result ends, and closing it leaves the batch open, unless it is the last one.</summary>
internal sealed class BatchResult(NpgsqlDataReader batch, bool isLast = false) : DbDataReader
{
    private bool _isClosed;

    public override int Depth => batch.Depth;
    public override int FieldCount => batch.FieldCount;
    public override bool HasRows => batch.HasRows;
    public override bool IsClosed => _isClosed;
    public override int RecordsAffected => -1;
    public override int VisibleFieldCount => batch.VisibleFieldCount;
    public override object this[int ordinal] => batch[ordinal];
    public override object this[string name] => batch[name];

    public override bool Read() => batch.Read();

    public override Task<bool> ReadAsync(CancellationToken cancellationToken) => batch.ReadAsync(cancellationToken);

    public override bool NextResult() => false;

    public override Task<bool> NextResultAsync(CancellationToken cancellationToken) => Task.FromResult(false);

    public override void Close()
    {
        if (_isClosed) return;
        _isClosed = true;
        if (isLast) batch.Close();
    }

    public override async Task CloseAsync()
    {
        if (_isClosed) return;
        _isClosed = true;
        if (isLast) await batch.CloseAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        _isClosed = true;
        if (isLast) await batch.DisposeAsync();   // closing alone would leave the driver's span open, and the base class does not wait for what is on its way
        await base.DisposeAsync();
    }

    public override bool GetBoolean(int ordinal) => batch.GetBoolean(ordinal);

    public override byte GetByte(int ordinal) => batch.GetByte(ordinal);

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) => batch.GetBytes(ordinal, dataOffset, buffer, bufferOffset, length);

    public override char GetChar(int ordinal) => batch.GetChar(ordinal);

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) => batch.GetChars(ordinal, dataOffset, buffer, bufferOffset, length);

    public override string GetDataTypeName(int ordinal) => batch.GetDataTypeName(ordinal);

    public override DateTime GetDateTime(int ordinal) => batch.GetDateTime(ordinal);

    public override decimal GetDecimal(int ordinal) => batch.GetDecimal(ordinal);

    public override double GetDouble(int ordinal) => batch.GetDouble(ordinal);

    public override IEnumerator GetEnumerator() => new DbEnumerator(this, closeReader: false);

    public override Type GetFieldType(int ordinal) => batch.GetFieldType(ordinal);

    public override T GetFieldValue<T>(int ordinal) => batch.GetFieldValue<T>(ordinal);

    public override Task<T> GetFieldValueAsync<T>(int ordinal, CancellationToken cancellationToken) => batch.GetFieldValueAsync<T>(ordinal, cancellationToken);

    public override float GetFloat(int ordinal) => batch.GetFloat(ordinal);

    public override Guid GetGuid(int ordinal) => batch.GetGuid(ordinal);

    public override short GetInt16(int ordinal) => batch.GetInt16(ordinal);

    public override int GetInt32(int ordinal) => batch.GetInt32(ordinal);

    public override long GetInt64(int ordinal) => batch.GetInt64(ordinal);

    public override string GetName(int ordinal) => batch.GetName(ordinal);

    public override int GetOrdinal(string name) => batch.GetOrdinal(name);

    public override Stream GetStream(int ordinal) => batch.GetStream(ordinal);

    public override string GetString(int ordinal) => batch.GetString(ordinal);

    public override TextReader GetTextReader(int ordinal) => batch.GetTextReader(ordinal);

    public override object GetValue(int ordinal) => batch.GetValue(ordinal);

    public override int GetValues(object[] values) => batch.GetValues(values);

    public override bool IsDBNull(int ordinal) => batch.IsDBNull(ordinal);

    public override Task<bool> IsDBNullAsync(int ordinal, CancellationToken cancellationToken) => batch.IsDBNullAsync(ordinal, cancellationToken);
}
