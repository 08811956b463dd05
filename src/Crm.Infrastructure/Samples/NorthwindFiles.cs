using System.Globalization;
using CsvHelper;

namespace Crm.Infrastructure.Samples;

/// <summary>The Northwind files as they are: one record a row.</summary>
internal sealed class NorthwindFiles(string folder)
{
    public sealed record Employee(int EmployeeId, string FirstName, string LastName, string Title, int? ReportsTo)
    {
        public string Email => $"{FirstName}.{LastName}@northwind.example".ToLowerInvariant();
    }

    public sealed record Company(
        string ExternalId, string CompanyName, string ContactName, string ContactTitle, string Address, string City, string? Region, string? PostalCode, string Country, string? Phone, string? Fax);

    public sealed record Product(string ExternalId, string ProductName, string CategoryName, string QuantityPerUnit, decimal UnitPrice, int UnitsInStock, bool IsDiscontinued);

    public sealed record Order(
        string ExternalId, string CustomerExternalId, int EmployeeId, DateOnly OrderDate, DateOnly? RequiredDate, DateOnly? ShippedDate, string Shipper, decimal Freight,
        string ShipName, string ShipAddress, string ShipCity, string? ShipRegion, string? ShipPostalCode, string ShipCountry);

    public sealed record Line(string OrderExternalId, string ProductExternalId, decimal UnitPrice, decimal Quantity, decimal Discount);

    public IReadOnlyList<Employee> Employees { get; } = Read(folder, "employees.csv", r =>
        new Employee(r.Parse<int>("employee_id"), r.GetString("first_name"), r.GetString("last_name"), r.GetString("title"),
            r.GetStringOrNull("reports_to") is null ? null : r.Parse<int>("reports_to")));

    public IReadOnlyList<Company> Companies { get; } = Read(folder, "customers.csv", r =>
        new Company(r.GetString("external_id"), r.GetString("company_name"), r.GetString("contact_name"), r.GetString("contact_title"), r.GetString("address"), r.GetString("city"),
            r.GetStringOrNull("region"), r.GetStringOrNull("postal_code"), r.GetString("country"), r.GetStringOrNull("phone"), r.GetStringOrNull("fax")));

    public IReadOnlyList<Product> Products { get; } = Read(folder, "products.csv", r =>
        new Product(r.GetString("external_id"), r.GetString("product_name"), r.GetString("category_name"), r.GetString("quantity_per_unit"), r.Parse<decimal>("unit_price"),
            r.Parse<int>("units_in_stock"), r.Parse<int>("discontinued") != 0));

    public IReadOnlyList<Order> Orders { get; } = Read(folder, "orders.csv", r =>
        new Order(r.GetString("external_id"), r.GetString("customer_external_id"), r.Parse<int>("employee_id"), r.Parse<DateOnly>("order_date"), Day(r, "required_date"), Day(r, "shipped_date"),
            r.GetString("shipper"), r.Parse<decimal>("freight"), r.GetString("ship_name"), r.GetString("ship_address"), r.GetString("ship_city"), r.GetStringOrNull("ship_region"),
            r.GetStringOrNull("ship_postal_code"), r.GetString("ship_country")));

    public ILookup<string, Line> Lines { get; } = Read(folder, "order_lines.csv", r =>
        new Line(r.GetString("order_external_id"), r.GetString("product_external_id"), r.Parse<decimal>("unit_price"), r.Parse<decimal>("quantity"), r.Parse<decimal>("discount")))
        .ToLookup(l => l.OrderExternalId);

    /// <summary>ISO 3166-1 for the countries' names in the files.</summary>
    public static string CountryCode(string name) => name switch
    {
        "Argentina" => "AR",
        "Austria" => "AT",
        "Belgium" => "BE",
        "Brazil" => "BR",
        "Canada" => "CA",
        "Denmark" => "DK",
        "Finland" => "FI",
        "France" => "FR",
        "Germany" => "DE",
        "Ireland" => "IE",
        "Italy" => "IT",
        "Mexico" => "MX",
        "Norway" => "NO",
        "Poland" => "PL",
        "Portugal" => "PT",
        "Spain" => "ES",
        "Sweden" => "SE",
        "Switzerland" => "CH",
        "UK" => "GB",
        "USA" => "US",
        "Venezuela" => "VE",
        _ => throw new InvalidDataException($"The sample files name a country without a code: {name}."),
    };

    private static DateOnly? Day(CsvReader r, string column) => r.GetStringOrNull(column) is null ? null : r.Parse<DateOnly>(column);

    private static List<T> Read<T>(string folder, string file, Func<CsvReader, T> row)
    {
        using var reader = CsvReader.FromFile(Path.Combine(folder, file), CsvReaderOptions.Default with { NullValues = [""], FormatProvider = CultureInfo.InvariantCulture });
        List<T> rows = [];
        while (reader.Read()) rows.Add(row(reader));
        return rows;
    }
}
