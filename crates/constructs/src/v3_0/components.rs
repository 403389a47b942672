// Generated of crates/constructs/v3_0.yaml: do not edit.
//! What the types enforce, told as the components of a document that utoipa writes:
//! `components(schemas(..))` takes any of them, and what they refer to comes along.

use schema_support::EmittedSchema;
use schema_support::component::{self, Component, Components};
use schema_support::private::utoipa::{PartialSchema, ToSchema};
#[allow(unused_imports)]
use schema_support::{NamedSchemas, component::ObjectComponent};

use super::types::*;

/// What utoipa makes of every type of `types` that is all of a schema of the document.
pub static SCHEMAS: &[EmittedSchema] = &[
    EmittedSchema::of_utoipa::<Size>("Size", "/components/schemas/Size"),
    EmittedSchema::of_utoipa::<Base>("Base", "/components/schemas/Base"),
    EmittedSchema::of_utoipa::<NullablesD>("NullablesD", "/components/schemas/Nullables/properties/d"),
    EmittedSchema::of_utoipa::<NullablesE>("NullablesE", "/components/schemas/Nullables/properties/e"),
    EmittedSchema::of_utoipa::<NullablesH>("NullablesH", "/components/schemas/Nullables/properties/h"),
    EmittedSchema::of_utoipa::<NullablesIItem>("NullablesIItem", "/components/schemas/Nullables/properties/i/items"),
    EmittedSchema::of_utoipa::<Nullables>("Nullables", "/components/schemas/Nullables"),
    EmittedSchema::of_utoipa::<BoundsA>("BoundsA", "/components/schemas/Bounds/properties/a"),
    EmittedSchema::of_utoipa::<BoundsB>("BoundsB", "/components/schemas/Bounds/properties/b"),
    EmittedSchema::of_utoipa::<BoundsC>("BoundsC", "/components/schemas/Bounds/properties/c"),
    EmittedSchema::of_utoipa::<Bounds>("Bounds", "/components/schemas/Bounds"),
    EmittedSchema::of_utoipa::<Beside>("Beside", "/components/schemas/Beside"),
    EmittedSchema::of_utoipa::<Cat>("Cat", "/components/schemas/Cat"),
    EmittedSchema::of_utoipa::<Dog>("Dog", "/components/schemas/Dog"),
    EmittedSchema::of_utoipa::<Twice>("Twice", "/components/schemas/Twice"),
    EmittedSchema::of_utoipa::<Required>("Required", "/components/schemas/Required"),
];

impl PartialSchema for Size {
    fn schema() -> Component {
        component::enumeration(&Size::VALUES)
    }
}

impl ToSchema for Size {
    fn name() -> std::borrow::Cow<'static, str> {
        "Size".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for Base {
    fn schema() -> Component {
        ObjectComponent::default()
        .required("base", component::string())
        .build()
    }
}

impl ToSchema for Base {
    fn name() -> std::borrow::Cow<'static, str> {
        "Base".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for NullablesE {
    fn schema() -> Component {
        {
            let members = vec![
                component::named::<Base>(),
                component::string(),
            ];
            component::union(true, members, None)
        }
    }
}

impl ToSchema for NullablesE {
    fn name() -> std::borrow::Cow<'static, str> {
        "NullablesE".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<Base>(_found);
    }
}

impl PartialSchema for NullablesH {
    fn schema() -> Component {
        {
            let members = vec![
                component::string(),
                component::integer("i64"),
            ];
            component::union(true, members, None)
        }
    }
}

impl ToSchema for NullablesH {
    fn name() -> std::borrow::Cow<'static, str> {
        "NullablesH".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for NullablesIItem {
    fn schema() -> Component {
        {
            let members = vec![
                component::string(),
                component::boolean(),
            ];
            component::union(true, members, None)
        }
    }
}

impl ToSchema for NullablesIItem {
    fn name() -> std::borrow::Cow<'static, str> {
        "NullablesIItem".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for Nullables {
    fn schema() -> Component {
        ObjectComponent::default()
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

impl ToSchema for Nullables {
    fn name() -> std::borrow::Cow<'static, str> {
        "Nullables".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<Base>(_found);
        component::collect::<NullablesD>(_found);
        component::collect::<NullablesE>(_found);
        component::collect::<NullablesH>(_found);
        component::collect::<NullablesIItem>(_found);
    }
}

impl PartialSchema for Bounds {
    fn schema() -> Component {
        ObjectComponent::default()
        .optional("a", component::named::<BoundsA>())
        .optional("b", component::named::<BoundsB>())
        .optional("c", component::named::<BoundsC>())
        .build()
    }
}

impl ToSchema for Bounds {
    fn name() -> std::borrow::Cow<'static, str> {
        "Bounds".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<BoundsA>(_found);
        component::collect::<BoundsB>(_found);
        component::collect::<BoundsC>(_found);
    }
}

impl PartialSchema for Beside {
    fn schema() -> Component {
        ObjectComponent::default()
        .optional("base", component::named::<Base>())
        .build()
    }
}

impl ToSchema for Beside {
    fn name() -> std::borrow::Cow<'static, str> {
        "Beside".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<Base>(_found);
    }
}

impl PartialSchema for Animal {
    fn schema() -> Component {
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

impl ToSchema for Animal {
    fn name() -> std::borrow::Cow<'static, str> {
        "Animal".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<AnimalBase>(_found);
        component::collect::<Cat>(_found);
        component::collect::<Dog>(_found);
    }
}

impl PartialSchema for Cat {
    fn schema() -> Component {
        ObjectComponent::default()
        .required("kind", component::string())
        .optional("name", component::string())
        .optional("lives", component::integer("i64"))
        .build()
    }
}

impl ToSchema for Cat {
    fn name() -> std::borrow::Cow<'static, str> {
        "Cat".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for Dog {
    fn schema() -> Component {
        ObjectComponent::default()
        .required("kind", component::string())
        .optional("name", component::string())
        .required("bark", component::string())
        .build()
    }
}

impl ToSchema for Dog {
    fn name() -> std::borrow::Cow<'static, str> {
        "Dog".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for AnimalBase {
    fn schema() -> Component {
        ObjectComponent::default()
        .required("kind", component::string())
        .optional("name", component::string())
        .additional(component::any())
        .build()
    }
}

impl ToSchema for AnimalBase {
    fn name() -> std::borrow::Cow<'static, str> {
        "AnimalBase".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for User {
    fn schema() -> Component {
        ObjectComponent::default()
        .required("id", component::string())
        .required("name", component::string())
        .optional("password", component::format("password"))
        .build()
    }
}

impl ToSchema for User {
    fn name() -> std::borrow::Cow<'static, str> {
        "User".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for Team {
    fn schema() -> Component {
        ObjectComponent::default()
        .optional("users", component::array(component::named::<User>()))
        .build()
    }
}

impl ToSchema for Team {
    fn name() -> std::borrow::Cow<'static, str> {
        "Team".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<User>(_found);
    }
}

impl PartialSchema for Twice {
    fn schema() -> Component {
        component::enumeration(&Twice::VALUES)
    }
}

impl ToSchema for Twice {
    fn name() -> std::borrow::Cow<'static, str> {
        "Twice".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for Required {
    fn schema() -> Component {
        ObjectComponent::default()
        .required("a", component::string())
        .build()
    }
}

impl ToSchema for Required {
    fn name() -> std::borrow::Cow<'static, str> {
        "Required".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for UserRequest {
    fn schema() -> Component {
        ObjectComponent::default()
        .optional("id", component::string())
        .required("name", component::string())
        .required("password", component::format("password"))
        .build()
    }
}

impl ToSchema for UserRequest {
    fn name() -> std::borrow::Cow<'static, str> {
        "UserRequest".into()
    }

    fn schemas(_found: &mut Components) {
    }
}

impl PartialSchema for TeamRequest {
    fn schema() -> Component {
        ObjectComponent::default()
        .optional("users", component::array(component::named::<UserRequest>()))
        .build()
    }
}

impl ToSchema for TeamRequest {
    fn name() -> std::borrow::Cow<'static, str> {
        "TeamRequest".into()
    }

    fn schemas(_found: &mut Components) {
        component::collect::<UserRequest>(_found);
    }
}
