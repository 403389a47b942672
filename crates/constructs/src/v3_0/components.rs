// Generated of crates/constructs/v3_0.yaml: do not edit.
//! What the types enforce, told as the components of a document that utoipa writes:
//! `components(schemas(..))` takes any of them, and what they refer to comes along.

use schema_support::component;
#[allow(unused_imports)]
use schema_support::private::utoipa::{self, PartialSchema as _, ToSchema as _};

use super::types::*;

/// What utoipa makes of every type of `types` that is all of a schema of the document.
pub static SCHEMAS: &[schema_support::EmittedSchema] = &[
    schema_support::EmittedSchema::of_utoipa::<Shade>("Shade", "/components/schemas/Shade"),
    schema_support::EmittedSchema::of_utoipa::<Size>("Size", "/components/schemas/Size"),
    schema_support::EmittedSchema::of_utoipa::<Base>("Base", "/components/schemas/Base"),
    schema_support::EmittedSchema::of_utoipa::<NullablesD>("NullablesD", "/components/schemas/Nullables/properties/d"),
    schema_support::EmittedSchema::of_utoipa::<NullablesE>("NullablesE", "/components/schemas/Nullables/properties/e"),
    schema_support::EmittedSchema::of_utoipa::<NullablesH>("NullablesH", "/components/schemas/Nullables/properties/h"),
    schema_support::EmittedSchema::of_utoipa::<NullablesIItem>("NullablesIItem", "/components/schemas/Nullables/properties/i/items"),
    schema_support::EmittedSchema::of_utoipa::<Nullables>("Nullables", "/components/schemas/Nullables"),
    schema_support::EmittedSchema::of_utoipa::<BoundsA>("BoundsA", "/components/schemas/Bounds/properties/a"),
    schema_support::EmittedSchema::of_utoipa::<BoundsB>("BoundsB", "/components/schemas/Bounds/properties/b"),
    schema_support::EmittedSchema::of_utoipa::<BoundsC>("BoundsC", "/components/schemas/Bounds/properties/c"),
    schema_support::EmittedSchema::of_utoipa::<Bounds>("Bounds", "/components/schemas/Bounds"),
    schema_support::EmittedSchema::of_utoipa::<Beside>("Beside", "/components/schemas/Beside"),
    schema_support::EmittedSchema::of_utoipa::<Cat>("Cat", "/components/schemas/Cat"),
    schema_support::EmittedSchema::of_utoipa::<Dog>("Dog", "/components/schemas/Dog"),
    schema_support::EmittedSchema::of_utoipa::<User>("User", "/components/schemas/User"),
    schema_support::EmittedSchema::of_utoipa::<Team>("Team", "/components/schemas/Team"),
    schema_support::EmittedSchema::of_utoipa::<Twice>("Twice", "/components/schemas/Twice"),
    schema_support::EmittedSchema::of_utoipa::<Required>("Required", "/components/schemas/Required"),
    schema_support::EmittedSchema::of_utoipa::<UserRequest>("UserRequest", "/components/schemas/User"),
    schema_support::EmittedSchema::of_utoipa::<TeamRequest>("TeamRequest", "/components/schemas/Team"),
];

impl utoipa::PartialSchema for Shade {
    fn schema() -> component::Component {
        component::enumeration(&Shade::VALUES)
    }
}

impl utoipa::ToSchema for Shade {
    fn name() -> std::borrow::Cow<'static, str> {
        "Shade".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Size {
    fn schema() -> component::Component {
        component::enumeration(&Size::VALUES)
    }
}

impl utoipa::ToSchema for Size {
    fn name() -> std::borrow::Cow<'static, str> {
        "Size".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Base {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .required("base", component::string())
        .build()
    }
}

impl utoipa::ToSchema for Base {
    fn name() -> std::borrow::Cow<'static, str> {
        "Base".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for NullablesE {
    fn schema() -> component::Component {
        {
            let members = vec![
                component::named::<Base>(),
                component::string(),
            ];
            component::union(true, members, None)
        }
    }
}

impl utoipa::ToSchema for NullablesE {
    fn name() -> std::borrow::Cow<'static, str> {
        "NullablesE".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<Base>(_found);
    }
}

impl utoipa::PartialSchema for NullablesH {
    fn schema() -> component::Component {
        {
            let members = vec![
                component::string(),
                component::integer("i64"),
            ];
            component::union(true, members, None)
        }
    }
}

impl utoipa::ToSchema for NullablesH {
    fn name() -> std::borrow::Cow<'static, str> {
        "NullablesH".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for NullablesIItem {
    fn schema() -> component::Component {
        {
            let members = vec![
                component::string(),
                component::boolean(),
            ];
            component::union(true, members, None)
        }
    }
}

impl utoipa::ToSchema for NullablesIItem {
    fn name() -> std::borrow::Cow<'static, str> {
        "NullablesIItem".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Nullables {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .required("a", component::nullable(component::string()))
        .required("b", component::nullable(component::named::<Base>()))
        .required("c", component::nullable(component::named::<Base>()))
        .optional("d", component::nullable(component::named::<NullablesD>()))
        .optional("e", component::nullable(component::named::<NullablesE>()))
        .optional("f", component::nullable(component::integer("i64")))
        .optional("g", component::nullable(component::named::<Base>()))
        .optional("h", component::nullable(component::named::<NullablesH>()))
        .optional("i", component::array(component::nullable(component::named::<NullablesIItem>())))
        .build()
    }
}

impl utoipa::ToSchema for Nullables {
    fn name() -> std::borrow::Cow<'static, str> {
        "Nullables".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<Base>(_found);
        component::collect::<NullablesD>(_found);
        component::collect::<NullablesE>(_found);
        component::collect::<NullablesH>(_found);
        component::collect::<NullablesIItem>(_found);
    }
}

impl utoipa::PartialSchema for Bounds {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .optional("a", component::named::<BoundsA>())
        .optional("b", component::named::<BoundsB>())
        .optional("c", component::named::<BoundsC>())
        .build()
    }
}

impl utoipa::ToSchema for Bounds {
    fn name() -> std::borrow::Cow<'static, str> {
        "Bounds".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<BoundsA>(_found);
        component::collect::<BoundsB>(_found);
        component::collect::<BoundsC>(_found);
    }
}

impl utoipa::PartialSchema for Beside {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .optional("base", component::named::<Base>())
        .build()
    }
}

impl utoipa::ToSchema for Beside {
    fn name() -> std::borrow::Cow<'static, str> {
        "Beside".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<Base>(_found);
    }
}

impl utoipa::PartialSchema for Animal {
    fn schema() -> component::Component {
        {
            let members = vec![
                component::named::<Cat>(),
                component::named::<Dog>(),
                component::named::<AnimalBase>(),
            ];
            component::union(true, members, None)
        }
    }
}

impl utoipa::ToSchema for Animal {
    fn name() -> std::borrow::Cow<'static, str> {
        "Animal".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<AnimalBase>(_found);
        component::collect::<Cat>(_found);
        component::collect::<Dog>(_found);
    }
}

impl utoipa::PartialSchema for Cat {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .required("kind", component::string())
        .optional("name", component::string())
        .optional("lives", component::integer("i64"))
        .build()
    }
}

impl utoipa::ToSchema for Cat {
    fn name() -> std::borrow::Cow<'static, str> {
        "Cat".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Dog {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .required("kind", component::string())
        .optional("name", component::string())
        .required("bark", component::string())
        .build()
    }
}

impl utoipa::ToSchema for Dog {
    fn name() -> std::borrow::Cow<'static, str> {
        "Dog".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for AnimalBase {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .required("kind", component::string())
        .optional("name", component::string())
        .additional(component::any())
        .build()
    }
}

impl utoipa::ToSchema for AnimalBase {
    fn name() -> std::borrow::Cow<'static, str> {
        "AnimalBase".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for User {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .required("id", component::string())
        .required("name", component::string())
        .optional("password", component::format("password"))
        .build()
    }
}

impl utoipa::ToSchema for User {
    fn name() -> std::borrow::Cow<'static, str> {
        "User".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Team {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .optional("users", component::array(component::named::<User>()))
        .build()
    }
}

impl utoipa::ToSchema for Team {
    fn name() -> std::borrow::Cow<'static, str> {
        "Team".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<User>(_found);
    }
}

impl utoipa::PartialSchema for Twice {
    fn schema() -> component::Component {
        component::enumeration(&Twice::VALUES)
    }
}

impl utoipa::ToSchema for Twice {
    fn name() -> std::borrow::Cow<'static, str> {
        "Twice".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for Required {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .required("a", component::string())
        .build()
    }
}

impl utoipa::ToSchema for Required {
    fn name() -> std::borrow::Cow<'static, str> {
        "Required".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for UserRequest {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .optional("id", component::string())
        .required("name", component::string())
        .required("password", component::format("password"))
        .build()
    }
}

impl utoipa::ToSchema for UserRequest {
    fn name() -> std::borrow::Cow<'static, str> {
        "UserRequest".into()
    }

    fn schemas(_found: &mut component::Components) {
    }
}

impl utoipa::PartialSchema for TeamRequest {
    fn schema() -> component::Component {
        component::ObjectComponent::default()
        .optional("users", component::array(component::named::<UserRequest>()))
        .build()
    }
}

impl utoipa::ToSchema for TeamRequest {
    fn name() -> std::borrow::Cow<'static, str> {
        "TeamRequest".into()
    }

    fn schemas(_found: &mut component::Components) {
        component::collect::<UserRequest>(_found);
    }
}
