# The API as an image: a self-contained build on a base that has only what .NET itself needs (libc, ICU, OpenSSL, certificates, time zones).
#
#   docker build -t crm .                               restores and builds inside, from the official images
#   ./dev publish && docker build --target published .  takes the build from artifacts/publish/linux-x64, where no packages can be restored inside
#
# Any base of the Debian family with these libraries will do, of a registry of yours or made by ./dev containers --local-base.
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0
ARG RUNTIME_IMAGE=mcr.microsoft.com/dotnet/runtime-deps:10.0

FROM ${RUNTIME_IMAGE} AS runtime
# Settings are read once, so nothing watches the files of the image. HTTP_PORTS comes from the base and would quarrel with URLS.
ENV ASPNETCORE_URLS=http://+:8080 \
    ASPNETCORE_HTTP_PORTS="" \
    DOTNET_hostBuilder__reloadConfigOnChange=false \
    HOME=/tmp
COPY tools/containers/crm-health /usr/local/bin/
WORKDIR /app
# A number, so that an orchestrator can see that it is not root; it is that of the user "app" in the official images.
USER 1654:1654
EXPOSE 8080
# Whether the process answers, not whether its database does: an outage of the database must not restart all instances. Readiness is asked for where requests are sent from.
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 CMD ["/usr/local/bin/crm-health", "live"]
ENTRYPOINT ["/app/Crm.Api"]

# Before the stage that builds, so that a builder which goes through all stages up to its target does not need the SDK for it.
FROM runtime AS published
COPY artifacts/publish/linux-x64 /app/

FROM ${SDK_IMAGE} AS build
WORKDIR /source
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY src/Crm.Domain/Crm.Domain.csproj src/Crm.Domain/
COPY src/Crm.Application/Crm.Application.csproj src/Crm.Application/
COPY src/Crm.Infrastructure/Crm.Infrastructure.csproj src/Crm.Infrastructure/
COPY src/Crm.Api/Crm.Api.csproj src/Crm.Api/
# Packages before sources: they change less often, and the layer is kept.
RUN dotnet restore src/Crm.Api --use-current-runtime -p:SelfContained=true -p:PublishReadyToRun=true
COPY docs/openapi/v1.json docs/openapi/
COPY samples samples
COPY src src
RUN dotnet publish src/Crm.Api -c Release --use-current-runtime --self-contained -p:PublishReadyToRun=true --no-restore -o /published

FROM runtime AS final
COPY --from=build /published /app/
